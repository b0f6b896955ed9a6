// A thin bar at the top while an answer that a person asked for is under way. What takes less than 300 ms shows none,
// and what the page fetches by itself (its pulse) never does.
(function () {
  'use strict';
  var STEP_MS = 100, QUIET_MS = 300, WINDOW_MS = 700;
  var acted = 0, since = 0, watching = null, bar = null;
  function shown(yes) {
    if (!bar) {
      bar = document.createElement('div');
      bar.className = 'wait-bar';
      bar.setAttribute('aria-hidden', 'true');
      document.body.appendChild(bar);
    }
    bar.classList.toggle('wait-on', yes);
  }
  function look() {
    var now = Date.now(), busy = document.querySelector('[data-dash-is-loading], ._dash-loading');
    if (busy) {
      since = since || now;
      if (now - since >= QUIET_MS) { shown(true); }
    } else {
      since = 0;
      if (bar) { shown(false); }
      if (now - acted > WINDOW_MS) { clearInterval(watching); watching = null; }
    }
  }
  function act(event) {
    if (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ') { return; }
    acted = Date.now();
    if (!watching) { watching = setInterval(look, STEP_MS); }
  }
  ['click', 'change', 'submit', 'keydown', 'popstate'].forEach(function (name) { window.addEventListener(name, act, true); });
  act({ type: 'load' });
})();
