/// Paying: the methods as one choice, one button.
extension HoldPage {
  var pay: HTML {
    """
    <section class="card pay" aria-labelledby="pay-heading">
    <h2 id="pay-heading">\(language(.payHeading))</h2>
    <form id="pay" method="post" action="/bookings/\(segment: model.holdID)/pay">
    <input type="hidden" name="idempotency_key" value="\(model.idempotencyKey)">
    <fieldset class="methods">
    <legend>\(language(.payLegend))</legend>
    \(HTML.each(Array(methods.enumerated())) { method($0.element, isChecked: $0.offset == 0) })\
    </fieldset>
    <p class="actions"><button class="button button-primary" id="pay-button" type="submit">\
    \(language(.payButton, ["total": model.total.text]))</button></p>
    <p class="hint">\(language(.payHint))</p>
    </form>
    </section>

    """
  }

  private func method(_ method: PaymentMethodChoice, isChecked: Bool) -> HTML {
    """
    <label class="method"><input type="radio" name="payment_method" value="\(method.id)"\(if: isChecked, " checked")>\
    <span class="method-text"><span class="method-name">\(method.name)</span>\
    <span class="method-hint">\(method.hint)</span></span></label>

    """
  }

  /// Those of the model, or the test provider's.
  private var methods: [PaymentMethodChoice] {
    if !model.methods.isEmpty { return model.methods }
    let test: [(String, Phrase, Phrase)] = [
      ("test_ok", .methodOk, .methodOkHint),
      ("test_decline", .methodDecline, .methodDeclineHint),
      ("test_slow", .methodSlow, .methodSlowHint),
      ("test_lost_reply", .methodLostReply, .methodLostReplyHint),
      ("test_error", .methodError, .methodErrorHint),
    ]
    return test.map { PaymentMethodChoice(id: $0.0, name: language($0.1), hint: language($0.2)) }
  }

  var pending: HTML {
    """
    <section class="card pay" aria-labelledby="pending-heading">
    <h2 id="pending-heading">\(language(.pendingCard))</h2>
    <p class="working"><span class="spinner" aria-hidden="true"></span>\(language(.pendingLead))</p>
    <p class="no-script"><a href="/bookings/\(segment: model.holdID)">\(language(.updateNow))</a></p>
    </section>

    """
  }
}
