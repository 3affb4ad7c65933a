/**
 * Proof by trial that nothing is lost: the app's own processes and a real broker under load,
 * killed, stopped and starved at random, and the audit at the end.
 */
package io.lazaret.demo.torture;
