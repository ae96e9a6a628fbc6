// The core's HTTP face, the sweeper, reconciliation and the webhook inbox.
