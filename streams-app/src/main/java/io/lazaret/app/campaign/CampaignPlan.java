package io.lazaret.app.campaign;

/**
 * Campaigns as a topology looks for them.
 *
 * @param suspects the topic of the suspects' verdicts, by feed
 * @param campaigns the topic of the campaigns' events, by feed
 * @param rules when a campaign opens and closes
 */
public record CampaignPlan(String suspects, String campaigns, CampaignRules rules) {}
