// The wall as a screen that nobody touches: panels in turn, kept awake, and the whole screen for who asks.
(function () {
  'use strict';
  var wall = null;         // the wall whose panels turn
  var left_ms = 0;         // until the next panel
  var held = false;
  var looked_at = performance.now();

  function pace() { return wall ? Number(wall.getAttribute('data-rotate-s') || 0) * 1000 : 0; }
  function panels() { return Array.prototype.slice.call(wall.querySelectorAll('.turn')); }
  function shown(all) { return all.findIndex(function (panel) { return !panel.hidden; }); }
  function show(step) {
    var all = panels(), next = (shown(all) + step + all.length) % all.length;
    all.forEach(function (panel, i) { panel.hidden = i !== next; });
    left_ms = pace();
    mark(next);
  }
  function mark(on) {
    var row = wall.querySelector('.turns');
    if (!row) { return; }
    row.style.setProperty('--pace', pace() + 'ms');
    row.setAttribute('data-held', held ? '1' : '0');
    Array.prototype.forEach.call(row.querySelectorAll('li'), function (dot, i) {
      dot.setAttribute('data-on', '0');
      void dot.offsetWidth;                                  // the bar of the new panel begins anew
      dot.setAttribute('data-on', i === on ? '1' : '0');
    });
    said(row);
  }
  function said(row) {
    var node = row.querySelector('[data-f="turns-said"]');
    node.textContent = held ? 'ditahan · spasi untuk lanjut' : node.getAttribute('data-help');
  }
  function hold() {
    held = !held;
    var row = wall.querySelector('.turns');
    if (row) { row.setAttribute('data-held', held ? '1' : '0'); said(row); }
  }
  function tick() {
    var here = document.querySelector('[data-rotate-s]'), now = performance.now();
    if (here !== wall) {
      wall = here;
      held = false;
      left_ms = pace();
      if (pace()) { mark(shown(panels())); }
    } else if (pace() && !held) {
      left_ms -= now - looked_at;
      if (left_ms <= 0) { show(1); }
    }
    looked_at = now;
  }
  setInterval(tick, 250);

  document.addEventListener('keydown', function (event) {
    var target = event.target;
    if (!pace() || event.altKey || event.ctrlKey || event.metaKey) { return; }
    if (target.closest && target.closest('input, select, textarea, dialog, .dropdown-menu')) { return; }
    if (event.key === 'ArrowRight') { show(1); } else if (event.key === 'ArrowLeft') { show(-1); }
    else if (event.key === ' ' && !(target.closest && target.closest('a, button'))) { hold(); } else { return; }
    event.preventDefault();
  });

  document.addEventListener('click', function (event) {
    // A kiosk begins with a page of its own: what hides the menu is decided before anything is drawn.
    var kiosk = event.target.closest && event.target.closest('#mode-kios');
    if (kiosk) { event.preventDefault(); location.assign(kiosk.href); }
  }, true);
  document.addEventListener('click', function (event) {
    if (!event.target.closest || !event.target.closest('#layar-penuh')) { return; }
    if (document.fullscreenElement) { document.exitFullscreen(); } else if (document.documentElement.requestFullscreen) {
      document.documentElement.requestFullscreen().catch(function () { /* the browser refuses: F11 is left */ });
    }
  });

  function stayAwake() {
    // Only a kiosk, and only where the browser allows it (https or localhost).
    if (!document.documentElement.classList.contains('kios') || !navigator.wakeLock || document.hidden) { return; }
    navigator.wakeLock.request('screen').catch(function () { /* refused, or no power for it: the screen's own settings decide */ });
  }
  document.addEventListener('visibilitychange', stayAwake);
  stayAwake();
})();
