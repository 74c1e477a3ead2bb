package dev.capstan.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The seed files, served for each test, and a fake upstream of all of them. */
abstract class SeedsFixture {
    FakeUpstream upstream;
    TestServer server;

    @BeforeEach
    void start() {
        upstream = new FakeUpstream();
        server = TestServer.ofSeeds(upstream.url()).start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        upstream.close();
    }
}
