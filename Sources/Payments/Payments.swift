// The payment provider's protocol and the built-in test provider.
