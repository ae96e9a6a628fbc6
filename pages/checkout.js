'use strict';
// Payment: one attempt, one key. A lost answer is asked for again with the same key, so that nobody pays twice.

(() => {
  const data = usher.readData();
  const base = `/bookings/${encodeURIComponent(data.hold_id)}`;
  const spokenSeconds = [300, 120, 60, 30];
  const attemptsMax = 4;
  let isPaying = false;

  const countdown = document.getElementById('hold-countdown');
  if (countdown) {
    usher.countDown(countdown, (left) => {
      if (spokenSeconds.includes(left)) {
        const time = left >= 60 ? usher.counted('minutes', left / 60) : usher.counted('seconds', left);
        usher.announce(usher.phrase('countdownLeft', { time }));
      }
      if (left === 0 && !isPaying) location.replace(base);
    });
  }

  const form = document.getElementById('pay');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isPaying) pay();
  });

  function setPaying(value) {
    isPaying = value;
    const button = document.getElementById('pay-button');
    button.dataset.text ??= button.textContent;
    button.textContent = value ? usher.phrase('paying') : button.dataset.text;
    if (value) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
    if (value) usher.announce(usher.phrase('paying'));
  }

  async function pay() {
    usher.clearNotice();
    setPaying(true);
    const key = form.elements.idempotency_key;
    const payload = JSON.stringify({ payment_method: new FormData(form).get('payment_method') });
    for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
      const answer = await attemptToPay(key.value, payload);
      if (answer.isDone) return location.replace(base);
      if (answer.isFinal) {
        key.value = usher.randomKey();
        return refuse(answer.text);
      }
      if (attempt === attemptsMax) return refuse(answer.text);
      await new Promise((resolve) => setTimeout(resolve, answer.wait ?? 1000 * 2 ** attempt));
    }
  }

  /** One request. `isDone`: the page says the rest; `isFinal`: refused for good; else to be repeated with the same key. */
  async function attemptToPay(key, payload) {
    let response;
    try {
      response = await usher.request(`${base}/pay`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `"${key}"` },
        body: payload,
      });
    } catch {
      return { text: usher.phrase('announceOffline') };
    }
    const answer = await usher.body(response);
    if (response.ok || response.status === 410 || response.status === 404) return { isDone: true };
    if (response.status === 402) return { isFinal: true, text: usher.phrase('noticeDeclined') };
    if (response.status === 429) return { wait: usher.retryAfter(response), text: usher.phrase('noticeSlowDown') };
    if (response.status >= 500) return { wait: usher.retryAfter(response), text: usher.phrase('noticeTryAgain') };
    if (['payment_in_progress', 'idempotency_in_progress', 'already_confirmed'].includes(answer.code)) {
      return { isDone: true };
    }
    return { isFinal: true, text: usher.phrase('noticeTryAgain') };
  }

  function refuse(text) {
    setPaying(false);
    usher.notice(text);
  }

  /** Looks until the bank has answered. */
  async function watch(wait) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      const response = await usher.request(base);
      const hold = await usher.body(response);
      if (response.status === 404 || (response.ok && hold.status !== 'PAYMENT_PENDING')) return location.replace(base);
    } catch {
      usher.announce(usher.phrase('announceOffline'));
    }
    watch(Math.min(10000, wait * 1.5));
  }

  if (data.status === 'PAYMENT_PENDING') watch(1500);
})();
