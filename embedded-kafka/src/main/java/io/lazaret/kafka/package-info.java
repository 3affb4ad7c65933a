/** A real Kafka in this JVM. The only package of Lazaret that uses Kafka's internals. */
package io.lazaret.kafka;
