/**
 * Judges images in batches, though Kafka Streams hands them over one by one: a consumer interceptor
 * begins the work of a whole poll, and the processor waits for its own image's result.
 */
package io.lazaret.app.scorer;
