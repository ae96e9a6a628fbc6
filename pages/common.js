'use strict';
// What every page's script needs: words, numbers, clocks, the polite announcer, requests with a time limit.
// Pages work without any of this.

const usher = (() => {
  const root = document.documentElement;
  const requestMilliseconds = 15000;
  // The page's language as the reader's country writes it: en-GB's dates on a British phone.
  const locale = navigator.languages.find((name) => name.split('-')[0] === root.lang) ?? root.lang;
  let page = {};

  function readData() {
    const block = document.getElementById('usher-data');
    page = block ? JSON.parse(block.textContent) : {};
    return page;
  }

  /** A phrase by its name, with its values in place. */
  function phrase(name, values = {}) {
    const entry = page.phrases?.[name];
    const text = typeof entry === 'object' && entry !== null ? entry.other : entry;
    return fill(text ?? name, values);
  }

  /** A phrase's form for a count. */
  function counted(name, count, values = {}) {
    const forms = page.phrases?.[name];
    const text = typeof forms === 'object' && forms !== null ? (count === 1 ? forms.one : forms.other) : forms;
    return fill(text ?? name, { count: number(count), ...values });
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  function number(value) {
    return new Intl.NumberFormat(locale).format(value);
  }

  function money(minorUnits, currency) {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    return format.format(minorUnits / 10 ** format.resolvedOptions().maximumFractionDigits);
  }

  /** Speaks to those who listen to the page, when they are done with what they hear. */
  function announce(text) {
    const region = document.getElementById('announcer');
    if (region) region.textContent = text;
  }

  // Waits as people say them: the same as WaitText.swift.

  function roundedMinutes(minutes) {
    if (minutes <= 10) return Math.max(1, minutes);
    const step = minutes <= 60 ? 5 : 30;
    return Math.ceil(minutes / step) * step;
  }

  function minutesText(minutes) {
    if (minutes < 60) return counted('minutes', minutes);
    const hours = counted('hours', Math.floor(minutes / 60));
    return minutes % 60 === 0 ? hours : `${hours} ${counted('minutes', minutes % 60)}`;
  }

  /** An estimate `{p50, p90}` in seconds, or null, in words. */
  function waitText(estimate) {
    if (!estimate) return phrase('estimateUnknown');
    const low = roundedMinutes(Math.ceil(estimate.p50 / 60));
    const high = roundedMinutes(Math.ceil(Math.max(estimate.p50, estimate.p90) / 60));
    if (high <= 1) return phrase('waitUnderAMinute');
    if (low === high) return phrase('waitAbout', { wait: minutesText(low) });
    if (high < 60) return phrase('waitRangeMinutes', { low: String(low), high: minutesText(high) });
    return phrase('waitRange', { low: minutesText(low), high: minutesText(high) });
  }

  function clockText(seconds) {
    const two = (part) => String(part).padStart(2, '0');
    const left = Math.max(0, Math.floor(seconds));
    const minutes = Math.floor(left / 60);
    if (left < 3600) return `${minutes}:${two(left % 60)}`;
    return `${Math.floor(left / 3600)}:${two(minutes % 60)}:${two(left % 60)}`;
  }

  /** Moments in the reader's own time zone. */
  function localTime(element) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) return;
    const options = element.dataset.local === 'clock' ?
      { hour: '2-digit', minute: '2-digit', second: '2-digit' } :
      { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' };
    element.textContent = new Intl.DateTimeFormat(locale, options).format(moment);
  }

  /** Counts an element down from its data-seconds; `tick` hears the whole seconds left. Returns how to stop. */
  function countDown(element, tick = () => {}) {
    const end = performance.now() + Number(element.dataset.seconds) * 1000;
    let last = null;
    const turn = () => {
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      if (left === last) return;
      last = left;
      element.textContent = clockText(left);
      element.parentElement?.classList.toggle('is-ending', left <= 60);
      tick(left);
      if (left === 0) clearInterval(timer);
    };
    const timer = setInterval(turn, 250);
    turn();
    return () => clearInterval(timer);
  }

  /** A request that ends within its time; throws when there was no answer at all. */
  async function request(path, options = {}) {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), requestMilliseconds);
    try {
      return await fetch(path, {
        cache: 'no-store',
        credentials: 'same-origin',
        ...options,
        headers: { Accept: 'application/json', ...options.headers },
        signal: control.signal,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** The answer's JSON object, or an empty one: some refusals come from machines that write no JSON. */
  async function body(response) {
    try {
      return (await response.json()) ?? {};
    } catch {
      return {};
    }
  }

  /** Milliseconds of Retry-After, if the answer has one. */
  function retryAfter(response) {
    const seconds = Number(response.headers.get('Retry-After'));
    return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
  }

  /** 128 random bits. Not `crypto.randomUUID`: that is missing on plain HTTP. */
  function randomKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** Shows a notice on top of the page and moves there. `link`: `{path, text}` to go on with. */
  function notice(text, link = null) {
    let box = document.getElementById('notice');
    if (!box) {
      box = document.createElement('div');
      box.id = 'notice';
      box.className = 'callout callout-notice';
      box.tabIndex = -1;
      document.querySelector('.page-head').after(box);
    }
    box.setAttribute('role', 'alert');
    const line = Object.assign(document.createElement('p'), { textContent: text });
    if (link) line.append(' ', Object.assign(document.createElement('a'), { href: link.path, textContent: link.text }));
    box.replaceChildren(line);
    box.focus();
    box.scrollIntoView({ block: 'center' });
  }

  function clearNotice() {
    document.getElementById('notice')?.remove();
  }

  /** Something remembered for this tab, if the browser lets us. */
  const memory = {
    get(name) {
      try {
        return sessionStorage.getItem(`usher:${name}`);
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        sessionStorage.setItem(`usher:${name}`, value);
      } catch {
        // Full or forbidden: the page works without.
      }
    },
  };

  function refreshTimes() {
    for (const element of document.querySelectorAll('time[data-local]')) localTime(element);
  }

  root.classList.add('has-script');
  readData();
  refreshTimes();
  document.getElementById('notice')?.focus();

  return {
    readData, phrase, counted, number, money, announce, waitText, clockText, localTime, refreshTimes, countDown,
    request, body, retryAfter, randomKey, notice, clearNotice, memory,
  };
})();
