// Copies what stands in the field beside the button, without leaving it anywhere else; and leads the eye after an act.
(function () {
  'use strict';
  function older(field) {
    field.focus();
    field.select();
    try { return document.execCommand('copy'); } catch (e) { return false; }
  }
  function tell(box, done) {
    var said = box.querySelector('[aria-live]');
    if (said) { said.textContent = done ? 'Disalin' : 'Tekan Ctrl+C untuk menyalin'; }
  }
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-copy]');
    if (!button) { return; }
    var box = button.parentNode, field = box.querySelector('input');
    // Browsers give the clipboard only to https and to this machine itself; an office's network may have neither.
    if (window.isSecureContext && navigator.clipboard) {
      navigator.clipboard.writeText(field.value).then(function () { tell(box, true); }, function () { tell(box, older(field)); });
    } else {
      tell(box, older(field));
    }
  });
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.people = {
    // To the answer of an act; else to what was opened, so that the keyboard goes on from there.
    focus: function (answer) {
      var place = document.getElementById(answer ? 'people-answer' : 'people-card-title');
      if (place) {
        place.focus({ preventScroll: true });
        place.scrollIntoView({ block: 'nearest' });
      }
      return window.dash_clientside.no_update;
    }
  };
})();
