"""A stock nameko service that listens to ours: ``… stock_listener <source>``, addresses in the environment."""

# ruff: noqa: E402 - patched first, as nameko wants it
import warnings

warnings.filterwarnings("ignore")
import eventlet

eventlet.monkey_patch()

import os
import sys

from nameko.events import event_handler
from nameko.runners import ServiceRunner
from pymongo import MongoClient

SOURCE = sys.argv[1]
db = MongoClient(os.environ["LIANXI_MONGODB_URI"])[os.environ["LIANXI_DATABASE"]]


class Listener:
    """Writes down what it hears."""

    name = f"{SOURCE}_listener"

    @event_handler(SOURCE, "noted.v1")
    def heard(self, data: dict[str, object]) -> None:
        db["heard"].insert_one(dict(data))


runner = ServiceRunner({"AMQP_URI": os.environ["LIANXI_AMQP_URI"]})
runner.add_service(Listener)
runner.start()
runner.wait()
