'use strict';
// Keeps the room's page up to date: hears of the visitor's place by an event stream while somebody looks at the page, else
// polls as often as the server asks for; writes what changed, fetches the page anew when its state changed, and claims the
// turn. Numbers are written at once but spoken rarely.

(() => {
  const pollMillisecondsMin = 1000;
  const pollMillisecondsMax = 60000;
  const silenceMilliseconds = 60000;
  const speakEveryMilliseconds = 60000;
  const claimAgainMilliseconds = 2000;
  const pending = ['prequeue', 'waiting', 'paused', 'recovering', 'error'];

  let data = usher.readData();
  const base = `/waiting-room/${data.room}`;
  let timer = null;
  let stream = null;
  let canListen = 'EventSource' in window;
  let failures = 0;
  let lastPollAt = performance.now();
  let lastSpokenAt = performance.now();
  let isClaiming = false;
  let wasRefused = false;
  let stopCountdowns = [];

  function start() {
    for (const stop of stopCountdowns) stop();
    stopCountdowns = Array.from(document.querySelectorAll('.countdown'), (element) => usher.countDown(element, (left) => {
      if (left === 0) schedule(pollMillisecondsMin);
    }));
    usher.refreshTimes();
    showProgress(data.ahead);
    markWords();
    document.getElementById('claim')?.addEventListener('submit', (event) => {
      event.preventDefault();
      claim();
    });
    if (!pending.includes(data.state)) stopListening();
    if (data.state === 'admitted') return claimOnce();
    if (pending.includes(data.state)) follow();
  }

  /**
   * Listens while the page is in view: a browser gives a site few connections, and hidden tabs must not use them up. Where
   * no stream is to be had the page asks instead.
   */
  function follow() {
    if (!canListen || document.hidden) {
      stopListening();
      return schedule(data.poll_after_ms);
    }
    stream ??= listen();
    schedule(isListening() ? silenceMilliseconds : data.poll_after_ms);
  }

  function listen() {
    const opened = new EventSource(`${base}/stream`);
    opened.onmessage = (event) => {
      lastPollAt = performance.now();
      recovered();
      take(JSON.parse(event.data));
    };
    opened.addEventListener('end', () => {
      stopListening();
      renew();
    });
    // It comes back by itself, unless it was refused; meanwhile the page asks.
    opened.onerror = () => {
      if (opened.readyState === EventSource.CLOSED) {
        canListen = false;
        stopListening();
      }
      if (!isClaiming) schedule(data.poll_after_ms);
    };
    return opened;
  }

  function isListening() {
    return stream?.readyState === EventSource.OPEN;
  }

  function stopListening() {
    stream?.close();
    stream = null;
  }

  function schedule(milliseconds) {
    clearTimeout(timer);
    const bounded = Math.min(pollMillisecondsMax, Math.max(pollMillisecondsMin, milliseconds || 0));
    timer = setTimeout(poll, bounded);
  }

  async function poll() {
    lastPollAt = performance.now();
    let response;
    try {
      response = await usher.request(`${base}/tickets/self`);
    } catch {
      return stumble('announceOffline', null);
    }
    if (response.status === 429 || response.status >= 500) return stumble('announceBusy', usher.retryAfter(response));
    recovered();
    if (!response.ok) return renew();
    take(await usher.body(response));
  }

  /** What a poll or an event says of the place. */
  function take(ticket) {
    if (isClaiming) return;
    if (ticket.state === 'admitted') {
      stopListening();
      return claimOnce();
    }
    if (hasChanged(ticket)) return renew();
    show(ticket);
    schedule(isListening() ? silenceMilliseconds : ticket.poll_after_ms ?? data.poll_after_ms);
  }

  /** No answer, or a busy one: say so, keep the place on the page, and ask again later and later. */
  function stumble(name, wait) {
    failures += 1;
    const box = document.getElementById('connection');
    const text = usher.phrase(name);
    if (box && box.textContent !== text) {
      box.textContent = text;
      box.hidden = false;
      usher.announce(text);
    }
    const backoff = Math.min(pollMillisecondsMax, 1000 * 2 ** Math.min(failures, 6));
    schedule((wait ?? backoff) * (1 + 0.2 * Math.random()));
  }

  function recovered() {
    if (failures === 0) return;
    failures = 0;
    const box = document.getElementById('connection');
    if (box) {
      box.hidden = true;
      box.textContent = '';
    }
    usher.announce(usher.phrase('announceOnline'));
  }

  function stateOf(ticket) {
    return ticket.state === 'waiting' && ticket.paused ? 'paused' : ticket.state;
  }

  function isAllHeld(stock) {
    return stock ? stock.free === 0 && stock.held > 0 : false;
  }

  function hasChanged(ticket) {
    return stateOf(ticket) !== data.state || (ticket.message ?? null) !== (data.message ?? null) ||
      isAllHeld(ticket.stock) !== data.is_all_held;
  }

  function setTitle(text) {
    document.title = [text, data.title, 'Usher'].filter(Boolean).join(' – ');
  }

  function write(id, text) {
    const element = document.getElementById(id);
    if (element && element.textContent !== text) element.textContent = text;
  }

  function show(ticket) {
    const isKnown = Number.isInteger(ticket.position);
    write('position', isKnown ? usher.number(ticket.position) : usher.phrase('positionUnknown'));
    write('ahead', Number.isInteger(ticket.ahead) ? usher.number(ticket.ahead) : '–');
    write('estimate', usher.waitText(data.state === 'waiting' ? ticket.eta_seconds : null));
    if (Number.isInteger(ticket.queue_length)) write('queue-length', usher.number(ticket.queue_length));
    const updated = document.getElementById('updated');
    if (updated && ticket.updated_at) {
      updated.dateTime = ticket.updated_at;
      usher.localTime(updated);
    }
    if (isKnown && data.state === 'waiting') {
      setTitle(usher.phrase('titlePosition', { position: usher.number(ticket.position) }));
    }
    markWords();
    showProgress(ticket.ahead);
    speak(ticket);
  }

  /** Speaks of the place once a minute at most, and only if it moved. */
  function speak(ticket) {
    if (!Number.isInteger(ticket.ahead) || ticket.ahead === data.ahead) return;
    data.ahead = ticket.ahead;
    if (data.state !== 'waiting' || performance.now() - lastSpokenAt < speakEveryMilliseconds) return;
    lastSpokenAt = performance.now();
    usher.announce(usher.counted('announcePosition', ticket.ahead, { wait: usher.waitText(ticket.eta_seconds) }));
  }

  function markWords() {
    const position = document.getElementById('position');
    position?.classList.toggle('is-words', !/^\d/.test(position.textContent));
  }

  /** The bar counts from where the server says the line began, else from where this tab first saw it. */
  function showProgress(ahead) {
    const box = document.getElementById('progress-box');
    if (!box || !Number.isInteger(ahead)) return;
    const name = `start:${data.ticket_id}`;
    const first = Math.max(ahead, Number(usher.memory.get(name)) || 0, data.progress_start ?? 0);
    if (data.ticket_id) usher.memory.set(name, String(first));
    const bar = document.getElementById('progress');
    bar.max = Math.max(first, 1);
    bar.value = first - ahead;
    box.hidden = first === 0;
  }

  /** Takes the page anew from the server, which knows the words for every state. */
  async function renew() {
    let fresh;
    try {
      const path = `${base}?return_to=${encodeURIComponent(data.return_to)}`;
      const response = await usher.request(path, { headers: { Accept: 'text/html' } });
      fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    } catch {
      return stumble('announceOffline', null);
    }
    const line = fresh.getElementById('line');
    const block = fresh.getElementById('usher-data');
    if (!line || !block) return stumble('announceBusy', null);
    const before = data.state;
    document.getElementById('line').replaceWith(document.importNode(line, true));
    document.getElementById('usher-data').textContent = block.textContent;
    document.title = fresh.title;
    data = usher.readData();
    isClaiming = false;
    if (data.state !== before) usher.announce(document.getElementById('state-heading').textContent);
    start();
  }

  /**
   * Claims without being asked, but not again and again: if the way in leads back here, the button remains. If a claim was
   * refused and the server shows the turn all the same, the line was being put together just then.
   */
  function claimOnce() {
    const name = `claimed:${data.room}:${data.ticket_id}`;
    const last = Number(usher.memory.get(name)) || 0;
    if (Date.now() - last < 15000) {
      if (data.state !== 'admitted') renew();
      else if (wasRefused) claimLater(claimAgainMilliseconds);
      return;
    }
    usher.memory.set(name, String(Date.now()));
    claim();
  }

  async function claim() {
    if (isClaiming) return;
    isClaiming = true;
    clearTimeout(timer);
    setTitle(usher.phrase('titleYourTurn'));
    usher.announce(usher.phrase('claiming'));
    document.querySelector('#claim button')?.setAttribute('aria-disabled', 'true');
    let response;
    try {
      response = await usher.request(`${base}/passes`, { method: 'POST' });
    } catch {
      return claimAgain('announceOffline', null);
    }
    if (response.ok) return location.assign(data.return_to);
    if (response.status === 429 || response.status >= 500) {
      return claimAgain('announceBusy', usher.retryAfter(response));
    }
    wasRefused = true;
    isClaiming = false;
    renew();
  }

  /** The turn is ours for a while yet: claiming is repeated, not polling. */
  function claimAgain(name, wait) {
    isClaiming = false;
    stumble(name, wait);
    claimLater(wait ?? claimAgainMilliseconds);
  }

  function claimLater(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(claim, milliseconds);
  }

  document.addEventListener('visibilitychange', () => {
    if (isClaiming || !pending.includes(data.state)) return;
    follow();
    const isStale = performance.now() - lastPollAt > data.poll_after_ms;
    if (!document.hidden && isStale) schedule(pollMillisecondsMin);
  });
  addEventListener('online', () => {
    if (failures > 0 && !isClaiming) schedule(pollMillisecondsMin);
  });

  start();
})();
