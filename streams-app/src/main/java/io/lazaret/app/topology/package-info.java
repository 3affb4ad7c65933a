/**
 * The way of one record from the incoming topic to its route. Knows topics, a judge and metrics;
 * nothing of configuration, threads, files or models.
 */
package io.lazaret.app.topology;
