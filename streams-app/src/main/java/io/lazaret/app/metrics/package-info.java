/** What the app tells its operators in numbers. */
package io.lazaret.app.metrics;
