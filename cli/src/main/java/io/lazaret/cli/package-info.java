/** What every command shares: exit statuses, settings files, stopping in order. */
package io.lazaret.cli;
