'use strict';
// Choosing seats: arrow keys, the basket's sum, fresh availability, and the hold itself. Everything here is also a plain
// form and plain links.

(() => {
  const refreshMilliseconds = 10000;
  const data = usher.readData();
  const rows = document.getElementById('seat-rows');
  const seatForm = document.getElementById('seat-form');
  let isHolding = false;
  let attempt = { payload: '', key: '' };

  // Holding

  for (const form of document.querySelectorAll('.hold-form')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!isHolding) hold(form);
    });
  }

  function payloadOf(form) {
    const fields = new FormData(form);
    const quantity = Number(fields.get('quantity'));
    switch (form.dataset.kind) {
      case 'seats': return { event_id: data.event_id, seat_ids: fields.getAll('seat_id') };
      case 'best': return {
        event_id: data.event_id,
        best_available: fields.get('section') ? { quantity, section: fields.get('section') } : { quantity },
      };
      default: return { event_id: data.event_id, quantity };
    }
  }

  function setHolding(form, value) {
    isHolding = value;
    const button = form.querySelector('[type="submit"]');
    button.dataset.text ??= button.textContent;
    button.textContent = value ? usher.phrase('holding') : button.dataset.text;
    if (value) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }

  async function hold(form) {
    usher.clearNotice();
    const wanted = payloadOf(form);
    if (wanted.seat_ids?.length === 0) return usher.notice(usher.phrase('noticeNothingChosen'));
    const payload = JSON.stringify(wanted);
    // The same wish keeps its key until it was answered: a lost answer doesn't hold twice.
    if (attempt.payload !== payload) attempt = { payload, key: usher.randomKey() };
    setHolding(form, true);
    let response;
    try {
      response = await usher.request('/bookings/hold', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `"${attempt.key}"` },
        body: payload,
      });
    } catch {
      setHolding(form, false);
      return usher.notice(usher.phrase('announceOffline'));
    }
    const answer = await usher.body(response);
    if (response.ok && answer.hold_id) {
      const path = `/bookings/${encodeURIComponent(answer.hold_id)}`;
      usher.memory.set(`basket:${data.event_id}`, path);
      return location.assign(path);
    }
    setHolding(form, false);
    if (response.status < 500) attempt = { payload: '', key: '' };
    refuse(response, answer);
  }

  function refuse(response, answer) {
    // Without a good pass the gateway answers the page itself with the waiting room.
    if (['pass_required', 'waiting_room_required'].includes(answer.code)) return location.assign(data.seats_path);
    if (answer.code === 'seat_unavailable') {
      const lost = (answer.unavailable_seat_ids ?? []).map(seatInput).filter(Boolean);
      const seats = lost.map((input) => input.dataset.name).join('; ');
      for (const input of lost) setStatus(input, 'held');
      showBasket();
      refresh();
      return usher.notice(seats ? usher.phrase('noticeTheseSeatsTaken', { seats }) : usher.phrase('noticeSeatsTaken'));
    }
    const names = {
      sold_out: 'noticeSoldOut', contended: 'noticeContended', no_block: 'noticeNoBlock', not_on_sale: 'noticeNotOnSale',
      orphan_seat: 'noticeOrphanSeat', rate_limited: 'noticeSlowDown',
    };
    if (answer.code === 'limit_exceeded') return refuseLimit(answer.limit);
    usher.notice(usher.phrase(names[answer.code] ?? 'noticeTryAgain'));
  }

  function refuseLimit(limit) {
    if (limit === 'seats_per_order' || limit === 'seats_per_user') {
      return usher.notice(usher.counted('noticeLimit', data.seats_per_order_max));
    }
    if (limit === 'one_order_a_pass') return usher.notice(usher.phrase('noticeOneOrder'));
    const path = usher.memory.get(`basket:${data.event_id}`);
    usher.notice(usher.phrase('noticeOtherHold'), path ? { path, text: usher.phrase('goToBasket') } : null);
  }

  // One section's seats

  function inputs() {
    return Array.from(rows?.querySelectorAll('input') ?? []);
  }

  function seatInput(id) {
    return inputs().find((input) => input.value === id);
  }

  function chosen() {
    return inputs().filter((input) => input.checked);
  }

  function setStatus(input, status) {
    const seat = input.parentElement;
    const isFree = status === 'free';
    seat.className = `seat seat-${isFree ? 'free' : status}`;
    input.disabled = !isFree;
    if (!isFree) input.checked = false;
    const words = { held: 'statusHeld', sold: 'statusSold' }[status];
    const said = words ? usher.phrase(words) : usher.money(Number(input.dataset.price), data.currency);
    seat.querySelector('.seat-words').textContent = said;
    input.setAttribute('aria-label', `${input.dataset.name}, ${said}`);
  }

  function showBasket() {
    const text = document.getElementById('basket-text');
    if (!text) return;
    const picked = chosen();
    const sum = picked.reduce((total, input) => total + Number(input.dataset.price), 0);
    text.textContent = picked.length === 0 ? usher.phrase('basketEmpty') : usher.phrase('basketTotal', {
      seats: usher.counted('basketSeats', picked.length), total: usher.money(sum, data.currency),
    });
  }

  /** One tab stop for the whole map; arrow keys go to the nearest seat that can be had. */
  function makeFocusable(input) {
    for (const other of inputs()) other.tabIndex = other === input ? 0 : -1;
  }

  function move(from, right, down) {
    const list = Array.from(rows.children, (row) => Array.from(row.querySelectorAll('input')));
    let row = list.findIndex((seats) => seats.includes(from));
    let column = list[row].indexOf(from);
    for (;;) {
      row += down;
      column += right;
      const seats = list[row];
      if (!seats) return null;
      if (down !== 0) {
        const free = seats.filter((seat) => !seat.disabled);
        if (free.length === 0) continue;
        const middle = from.getBoundingClientRect().left;
        return free.reduce((best, seat) => (distance(seat, middle) < distance(best, middle) ? seat : best));
      }
      if (column < 0 || column >= seats.length) return null;
      if (!seats[column].disabled) return seats[column];
    }
  }

  function distance(input, x) {
    return Math.abs(input.getBoundingClientRect().left - x);
  }

  function onKey(event) {
    const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (!steps || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    const next = move(event.target, steps[0], steps[1]);
    if (!next) return;
    makeFocusable(next);
    next.focus();
  }

  function onChoice(event) {
    const input = event.target;
    if (input.checked && chosen().length > data.seats_per_order_max) {
      input.checked = false;
      usher.announce(usher.counted('noticeLimit', data.seats_per_order_max));
    }
    makeFocusable(input);
    showBasket();
  }

  if (rows) {
    rows.addEventListener('keydown', onKey);
    rows.addEventListener('change', onChoice);
    rows.addEventListener('focusin', (event) => makeFocusable(event.target));
    const first = inputs().find((input) => !input.disabled);
    if (first) makeFocusable(first);
    seatForm.querySelector('.keys').hidden = false;
    const view = seatForm.querySelector('.view-switch');
    view.hidden = false;
    view.addEventListener('change', (event) => rows.classList.toggle('as-list', event.target.value === 'list'));
    showBasket();
  }

  // The map of sections: one tab stop, arrow keys to the nearest section that way.

  const map = document.getElementById('venue-map');
  const sections = Array.from(map?.querySelectorAll('a') ?? []);

  function middle(element) {
    const box = element.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  }

  function nearest(from, right, down) {
    const start = middle(from);
    let best = null;
    let bestCost = Infinity;
    for (const section of sections) {
      const { x, y } = middle(section);
      const along = (x - start.x) * right + (y - start.y) * down;
      const aside = Math.abs((x - start.x) * down) + Math.abs((y - start.y) * right);
      const cost = along + 2 * aside;
      if (along > 1 && cost < bestCost) [best, bestCost] = [section, cost];
    }
    return best;
  }

  map?.addEventListener('keydown', (event) => {
    const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (!steps) return;
    event.preventDefault();
    const next = nearest(document.activeElement, steps[0], steps[1]);
    if (!next) return;
    for (const section of sections) section.setAttribute('tabindex', section === next ? '0' : '-1');
    next.focus();
  });
  sections.forEach((section, index) => section.setAttribute('tabindex', index === 0 ? '0' : '-1'));

  // Fresh availability

  const statuses = ['free', 'held', 'sold'];

  /** Two bits a seat, four seats a byte, the first in the lowest bits, as base64url: gives the status of an ordinal. */
  function unpack(text) {
    const bytes = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return (ordinal) => statuses[(bytes.charCodeAt(ordinal >> 2) >> ((ordinal & 3) * 2)) & 3];
  }

  function levelOf(free, total) {
    if (free <= 0) return 'none';
    if (free * 10 < total) return 'few';
    return free * 2 < total ? 'some' : 'plenty';
  }

  function showSections(statusOf) {
    for (const link of document.querySelectorAll('.section-link[data-ordinal]')) {
      const from = Number(link.dataset.ordinal);
      const total = Number(link.dataset.total);
      let free = 0;
      for (let index = from; index < from + total; index += 1) if (statusOf(index) === 'free') free += 1;
      if (String(free) === link.dataset.free) continue;
      link.dataset.free = String(free);
      const text = free === 0 ? usher.phrase('stockNone') :
        usher.phrase('freeOf', { available: usher.number(free), total: usher.number(total) });
      link.querySelector('.section-free').textContent = text;
      const shape = sections.find((section) => section.dataset.section === link.dataset.section);
      if (!shape) continue;
      shape.setAttribute('class', `map-section map-${levelOf(free, total)}`);
      const name = link.querySelector('.section-name').textContent;
      const price = usher.phrase('priceFrom', { price: link.dataset.price });
      shape.setAttribute('aria-label', `${name}, ${price}, ${text}`);
    }
  }

  function showSeats(statusOf) {
    let lost = 0;
    for (const input of inputs()) {
      const status = statusOf(Number(input.dataset.ordinal));
      if (!status || input.parentElement.classList.contains(`seat-${status}`)) continue;
      if (input.checked) lost += 1;
      setStatus(input, status);
    }
    if (lost > 0) usher.announce(usher.counted('seatLost', lost));
    showBasket();
  }

  async function refresh() {
    if (!document.querySelector('[data-ordinal]') || document.hidden) return;
    let response;
    try {
      response = await usher.request(`/events/${encodeURIComponent(data.event_id)}/availability`, { cache: 'no-cache' });
    } catch {
      return;
    }
    if (!response.ok) return;
    const availability = await usher.body(response);
    if (typeof availability.seats !== 'string') return;
    const statusOf = unpack(availability.seats);
    showSections(statusOf);
    showSeats(statusOf);
  }

  setInterval(refresh, refreshMilliseconds * (1 + 0.2 * Math.random()));

  // The pass's time

  const countdown = document.getElementById('pass-countdown');
  if (countdown) {
    usher.countDown(countdown, (left) => {
      if (left === 300 || left === 120 || left === 60) usher.announce(usher.counted('passEndsSoon', left / 60));
      if (left === 0) usher.notice(usher.phrase('noticePassEnded'));
    });
  }
})();
