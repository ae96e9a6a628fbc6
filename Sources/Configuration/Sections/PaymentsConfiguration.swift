/// Who takes the money.
public struct PaymentsConfiguration: ConfigurationSection {
  public enum Provider: String, Sendable, CaseIterable { case test }

  public var provider = Provider.test
  /// What the provider signs its webhooks with; mode 0600.
  public var webhookSecretFile = "secrets/payment-webhook"
  public var requestTimeout = Duration.seconds(10)
  /// Older webhooks are refused.
  public var webhookAgeMax = Duration.seconds(300)
  /// How often payments without a known outcome are looked up.
  public var reconcileInterval = Duration.seconds(5)

  public init() {}

  static var fields: [Field<PaymentsConfiguration>] {
    [
      .value("provider", \.provider, .choice),
      .value("webhook_secret_file", \.webhookSecretFile, .path),
      .value("request_timeout", \.requestTimeout, .duration(in: .milliseconds(100) ... .seconds(120))),
      .value("webhook_age_max", \.webhookAgeMax, .duration(in: .seconds(10) ... .seconds(86_400))),
      .value("reconcile_interval", \.reconcileInterval, .duration(in: .milliseconds(100) ... .seconds(60))),
    ]
  }
}
