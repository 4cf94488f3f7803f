"""Running the relay of some instances: ``python -m deploy.relay <instance> …``, one thread each."""

import os
import signal
import sys
import threading

from shared import storage
from shared.city.logs import outlets_of
from shared.city.sites import SitesError
from shared.messaging.relay import CONFIRM_SECONDS, Relay
from shared.settings import Settings, SettingsError, settings_of
from shared.telemetry import Health, configure_logging, serve_health


def relay_of(settings: Settings) -> Relay:
    """Return the relay of one instance's logs."""
    return Relay(
        storage.client(settings, "relay"),
        settings.database,
        settings.instance,
        outlets_of(settings.instance, settings.sites),
        amqp_uri=settings.amqp_uri,
        user=settings.broker_user(settings.instance),
    )


def run(instances: list[Settings], health_port: int) -> int:
    """Relay for *instances* until SIGTERM; return the exit code (1 when a thread died)."""
    health = Health()
    serve_health(instances[0].listen, health_port, health)
    relays = [relay_of(settings) for settings in instances]
    threads = [threading.Thread(target=relay.run, args=(health,), daemon=True) for relay in relays]
    stopping = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: stopping.set())
    for thread in threads:
        thread.start()
    while not stopping.wait(0.2):
        if not all(thread.is_alive() for thread in threads):
            return 1
    for relay in relays:
        relay.stopping.set()
    for thread in threads:
        thread.join(timeout=CONFIRM_SECONDS + 2)
    return 0


def main() -> None:
    """Relay for the instances named on the command line."""
    configure_logging("relay")
    try:
        instances = settings_of(sys.argv[1:])
    except (SettingsError, SitesError) as problem:
        sys.exit(str(problem))
    sys.exit(run(instances, int(os.environ.get("LIANXI_HEALTH_PORT", "0"))))


if __name__ == "__main__":
    main()
