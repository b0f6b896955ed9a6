// A page that could not read the database asks by itself whether it can be read again, and then shows what was asked
// for: a wall has nobody who presses a button.
(function () {
  'use strict';
  var STEP_MS = 1000, waited_s = 0;
  setInterval(function () {
    var said = document.querySelector('[data-retry-s]');
    if (!said || document.hidden) { waited_s = 0; return; }
    waited_s += 1;
    if (waited_s < Number(said.getAttribute('data-retry-s'))) { return; }
    waited_s = 0;
    fetch('/healthz', { cache: 'no-store' }).then(function (answer) {
      if (answer.ok) { location.reload(); }
    }, function () {});
  }, STEP_MS);
})();
