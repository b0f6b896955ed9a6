// A table that the server draws anew keeps how people sorted and filtered it (data-keeps-table around it), and a
// page that is put in place after its address was read still goes to the part that the address names.
(function () {
  'use strict';
  var kept = {};
  function look(box) {
    var header = box.querySelector('th[aria-sort]'), input = box.querySelector('input[name="saring"]');
    kept[box.id] = {
      column: header ? header.cellIndex : -1,
      down: Boolean(header) && header.getAttribute('aria-sort') === 'descending',
      sought: input ? input.value : '',
      typing: input === document.activeElement
    };
  }
  function again(box) {
    var before = kept[box.id], header, input = box.querySelector('input[name="saring"]');
    if (!before || box.querySelector('th[aria-sort]')) { return; }
    header = before.column >= 0 && box.querySelectorAll('th')[before.column];
    if (header) {
      header.click();
      if (before.down) { header.click(); }
    }
    if (input && before.sought) {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, before.sought);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (input && before.typing) { input.focus(); }
  }
  ['click', 'input', 'focusin'].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var box = event.target.closest && event.target.closest('[data-keeps-table]');
      if (box) { look(box); } else { Object.keys(kept).forEach(function (id) { kept[id].typing = false; }); }
    });
  });
  function goTo(node) {
    // Charts above are drawn a moment later and push the part down, so it is sought twice.
    if (location.hash !== '#catat' && location.hash !== '#peta') { return; }
    var part = node.querySelector(location.hash);
    if (!part) { return; }
    [50, 900].forEach(function (wait_ms) { setTimeout(function () { part.scrollIntoView(); }, wait_ms); });
  }
  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      Array.prototype.forEach.call(change.addedNodes, function (node) {
        if (node.nodeType === 1 && (node.matches('.page-sending') || node.querySelector('.page-sending'))) { goTo(node); }
      });
      var box = change.target.closest && change.target.closest('[data-keeps-table]');
      var fresh = Array.prototype.some.call(change.addedNodes, function (node) {
        return node.nodeType === 1 && node.matches('.table-block');
      });
      if (box && fresh) { again(box); }
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
