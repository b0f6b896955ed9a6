// Keyboard shortcuts: "g" and a letter lead to a page, "/" to the page's search field, "?" to the list of them all.
// The pages are those of the navigation itself, so that office and period come along.
(function () {
  'use strict';
  var DIALOG = 'daftar-pintasan', PATIENCE_MS = 1500, pending = 0;
  function dialog() { return document.getElementById(DIALOG); }
  function isTyping(target) {
    return Boolean(target.closest && target.closest('input, textarea, select, [contenteditable=""], [contenteditable="true"], .ag-cell-inline-editing'));
  }
  function openList() {
    var list = dialog();
    if (list && !list.open) { list.showModal(); }
  }
  function follow(letter) {
    var link = document.querySelector('#navigasi a[data-key="' + letter + '"]');
    if (!link) { return false; }
    var list = dialog();
    if (list && list.open) { list.close(); }
    link.click();
    return true;
  }
  function search() {
    var fields = document.querySelectorAll('#isi input[type="search"], #isi [data-search]');
    for (var place = 0; place < fields.length; place += 1) {
      if (fields[place].offsetParent !== null && !fields[place].disabled) {
        fields[place].focus();
        if (fields[place].select) { fields[place].select(); }
        return true;
      }
    }
    return false;
  }
  document.addEventListener('keydown', function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) { return; }
    if (document.documentElement.classList.contains('kios')) { return; }
    // Another dialog is open: its keys are its own.
    if (document.querySelector('.modal.show, dialog[open]:not(#' + DIALOG + ')')) { return; }
    var used = false, now = Date.now();
    if (pending && now - pending < PATIENCE_MS && /^[a-z]$/i.test(event.key)) {
      pending = 0;
      used = follow(event.key.toLowerCase());
    } else if (event.key === 'g' || event.key === 'G') {
      pending = now;
      used = true;
    } else {
      pending = 0;
      if (event.key === '?') { openList(); used = true; }
      if (event.key === '/') { used = search(); }
    }
    if (used) { event.preventDefault(); }
  });
  document.addEventListener('click', function (event) {
    var target = event.target, list = dialog();
    if (!target.closest) { return; }
    if (target.closest('#pintasan')) { openList(); }
    // The close button, a link inside, or the ground beside the dialog (then the dialog itself is the target).
    if (list && list.open && (target === list || target.closest('#' + DIALOG + ' [data-close], #' + DIALOG + ' a'))) { list.close(); }
  });
})();
