// Slides of /presentasi: which one is shown stands in the address; keys, clicks and swipes move; a panel picks and orders.
(function () {
  'use strict';
  var WIDTH = 1280, HEIGHT = 720, IDLE_MS = 3000, SWIPE_PX = 50;
  var MOVES = {
    ArrowRight: 1, ArrowDown: 1, PageDown: 1, ' ': 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Home: -Infinity, End: Infinity
  };
  var idle = null, touch = null;

  function deck() { return document.querySelector('.deck[data-deck]'); }
  function panel(box) { return box.querySelector('.deck-panel'); }
  function current(box) { return Number(box.querySelector('.slide[data-current]').getAttribute('data-slide')); }

  function scale(box) {
    var room = Math.min(window.innerWidth / WIDTH, window.innerHeight / HEIGHT);
    box.style.setProperty('--slide-scale', room);
  }
  function show(box, number) {
    var count = Number(box.getAttribute('data-count'));
    var wanted = Math.max(1, Math.min(count, number)), address = new URL(box.getAttribute('data-deck'), location.href);
    var theme = new URLSearchParams(location.search).get('tema');
    Array.prototype.forEach.call(box.querySelectorAll('.slide'), function (slide) {
      var on = Number(slide.getAttribute('data-slide')) === wanted;
      slide.toggleAttribute('data-current', on);
      slide.setAttribute('aria-hidden', String(!on));
      if (on) { document.getElementById('slide-said').textContent = slide.querySelector('h1').textContent; }
    });
    document.getElementById('slide-count').textContent = wanted + ' / ' + count;
    address.searchParams.set('slide', wanted);
    if (theme) { address.searchParams.set('tema', theme); }
    // The frozen moment and the slide belong to the address: reloading or sending it shows the same figures.
    history.replaceState(history.state, '', address.pathname + address.search.replace(/%2C/g, ',').replace(/%3A/g, ':'));
  }
  function awake(box) {
    box.removeAttribute('data-idle');
    clearTimeout(idle);
    idle = setTimeout(function () { if (panel(box).hidden) { box.setAttribute('data-idle', '1'); } }, IDLE_MS);
  }
  function openPanel(box, yes) {
    var button = box.querySelector('[data-deck-act="pilih"]');
    panel(box).hidden = !yes;
    button.setAttribute('aria-expanded', String(yes));
    if (yes) { panel(box).querySelector('button').focus(); } else { box.focus(); }
    awake(box);
  }
  function fullScreen() {
    if (document.fullscreenElement) { document.exitFullscreen(); } else if (document.documentElement.requestFullscreen) {
      document.documentElement.requestFullscreen().catch(function () { /* refused by the browser: the window stays */ });
    }
  }
  function apply(box, sections) {
    var address = new URL(box.getAttribute('data-deck'), location.href);
    address.searchParams.delete('isi');
    if (sections.length) { address.searchParams.set('isi', sections.join(',')); }
    address.searchParams.set('slide', '1');
    location.assign(address.pathname + address.search.replace(/%2C/g, ','));
  }
  function ticked(box) {
    return Array.prototype.filter.call(panel(box).querySelectorAll('li'), function (item) {
      return item.querySelector('.deck-tick').getAttribute('aria-checked') === 'true';
    }).map(function (item) { return item.getAttribute('data-section'); });
  }
  function move(item, step) {
    var other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (other) { item.parentNode.insertBefore(step < 0 ? item : other, step < 0 ? other : item); }
  }
  function act(box, button) {
    var name = button.getAttribute('data-deck-act'), item = button.closest('li');
    if (name === 'sebelum') { show(box, current(box) - 1); }
    if (name === 'sesudah') { show(box, current(box) + 1); }
    if (name === 'pilih') { openPanel(box, panel(box).hidden); }
    if (name === 'tutup') { openPanel(box, false); }
    if (name === 'penuh') { fullScreen(); }
    if (name === 'cetak') { window.print(); }
    if (name === 'semula') { apply(box, []); }
    if (name === 'naik' || name === 'turun') { move(item, name === 'naik' ? -1 : 1); button.focus(); }
    if (name === 'centang') {
      button.setAttribute('aria-checked', String(button.getAttribute('aria-checked') !== 'true'));
    }
  }

  document.addEventListener('keydown', function (event) {
    var box = deck(), typing = event.target.closest && event.target.closest('.deck-panel, .deck-controls, input, textarea, select');
    if (!box || event.ctrlKey || event.metaKey || event.altKey) { return; }
    awake(box);
    if (event.key === 'Escape' && !panel(box).hidden) { openPanel(box, false); return; }
    if (event.key === 'p' || event.key === 'P') { openPanel(box, panel(box).hidden); event.preventDefault(); return; }
    if (event.key === 'f' || event.key === 'F') { fullScreen(); event.preventDefault(); return; }
    if (!(event.key in MOVES) || (typing && (event.key === ' ' || !panel(box).hidden))) { return; }
    event.preventDefault();
    show(box, current(box) + MOVES[event.key]);
  }, true);
  document.addEventListener('click', function (event) {
    var box = deck(), target = event.target, button;
    if (!box || !target.closest) { return; }
    button = target.closest('[data-deck-act]');
    if (button) { act(box, button); return; }
    if (!target.closest('.deck') || target.closest('a, button, .deck-panel, .deck-controls')) { return; }
    // The outer fifths turn the page; in the middle charts can be pointed at.
    if (event.clientX > window.innerWidth * 0.8) { show(box, current(box) + 1); }
    if (event.clientX < window.innerWidth * 0.2) { show(box, current(box) - 1); }
  });
  document.addEventListener('submit', function (event) {
    var box = deck(), chosen;
    if (!box || event.target !== panel(box)) { return; }
    event.preventDefault();
    chosen = ticked(box);
    if (chosen.length) { apply(box, chosen); }
  }, true);
  document.addEventListener('touchstart', function (event) {
    touch = event.touches.length === 1 ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : null;
  }, { passive: true });
  document.addEventListener('touchend', function (event) {
    var box = deck(), end = event.changedTouches[0], far;
    if (!box || !touch || (event.target.closest && event.target.closest('.deck-panel'))) { return; }
    far = end.clientX - touch.x;
    if (Math.abs(far) > SWIPE_PX && Math.abs(far) > Math.abs(end.clientY - touch.y)) { show(box, current(box) + (far < 0 ? 1 : -1)); }
    touch = null;
  }, { passive: true });
  document.addEventListener('mousemove', function () { var box = deck(); if (box) { awake(box); } });
  // Paper is white whatever the screen is.
  var root = document.documentElement, theme = null;
  window.addEventListener('beforeprint', function () {
    if (deck()) { theme = root.getAttribute('data-bs-theme'); root.setAttribute('data-bs-theme', 'light'); }
  });
  window.addEventListener('afterprint', function () { if (theme) { root.setAttribute('data-bs-theme', theme); theme = null; } });
  window.addEventListener('resize', function () { var box = deck(); if (box) { scale(box); } });
  new MutationObserver(function () {
    var box = deck();
    if (!box || box.hasAttribute('data-ready')) { return; }
    box.setAttribute('data-ready', '1');
    scale(box);
    show(box, current(box));
    awake(box);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
