import os, uuid, pytest, pymongo


@pytest.fixture(scope="session")
def amqp_uri():
    return os.environ["AMQP_URI"]


@pytest.fixture(scope="session")
def mongodb_uri():
    return os.environ["MONGODB_URI"]


@pytest.fixture
def database(mongodb_uri):
    c = pymongo.MongoClient(mongodb_uri, tz_aware=True)
    n = "t_" + uuid.uuid4().hex[:10]
    yield c[n]
    c.drop_database(n)
    c.close()
