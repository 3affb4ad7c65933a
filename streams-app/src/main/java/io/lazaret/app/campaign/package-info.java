/**
 * Campaigns: many suspects of one feed. Knows suspects, times and topics; nothing of configuration,
 * threads, files or models.
 */
package io.lazaret.app.campaign;
