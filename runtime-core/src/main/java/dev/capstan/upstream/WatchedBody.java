package dev.capstan.upstream;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** A request body that knows whether all of it was handed to the connection. */
final class WatchedBody implements BodyPublisher {
    private final BodyPublisher body;
    private volatile boolean sent;

    WatchedBody(RequestBody bytes) {
        body = BodyPublishers.ofByteArray(bytes.source(), bytes.from(), bytes.length());
        sent = bytes.length() == 0;
    }

    boolean isSent() {
        return sent;
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        body.subscribe(new Flow.Subscriber<ByteBuffer>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscriber.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer buffer) {
                subscriber.onNext(buffer);
            }

            @Override
            public void onError(Throwable fault) {
                subscriber.onError(fault);
            }

            @Override
            public void onComplete() {
                sent = true;
                subscriber.onComplete();
            }
        });
    }
}
