// The grid of late steps: its cells, the open row in the address, the CSV of what the grid shows.
(function () {
  'use strict';
  var cells = window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
  var functions = window.dashAgGridFunctions = window.dashAgGridFunctions || {};
  function draw() { return React.createElement.apply(React, arguments); }
  function two(main, sub, more) {
    return draw('div', Object.assign({ className: 'late-cell' }, more), draw('span', { className: 'late-main' }, main), sub ? draw('small', null, sub) : null);
  }

  cells.LateState = function (props) {
    var row = props.data;
    var chip = draw('span', { className: 'chip', 'data-state': row.look },
      draw('span', { className: 'glyph', 'aria-hidden': 'true' }), draw('span', null, row.state));
    return draw('div', { className: 'late-cell' }, chip, row.beside ? draw('small', null, row.beside) : null);
  };
  // assets/feed.js counts down whatever has data-due; React is given no text of its own to put back.
  cells.LateDue = function (props) {
    var row = props.data;
    if (!row.due_at) { return draw('span', null, '—'); }
    var first = function (node) { if (node && !node.textContent) { node.textContent = row.left; } };
    return draw('div', { className: 'late-cell', 'data-state': row.look },
      draw('span', { className: 'late-main late-left', 'data-due': row.due_at, ref: first }), draw('small', null, row.due));
  };
  cells.LateTwo = function (props) {
    var row = props.data, field = props.colDef.field;
    var shown = row[field + '_shown'] !== undefined ? row[field + '_shown'] : row[field];
    var sub = row[field + '_sub'], href = row[field + '_href'];
    if (href && sub) { sub = draw('a', { href: href, title: 'Buka tiketnya' }, sub); }
    return two(shown || '—', sub, row.seen === 'belum diakui' && field === 'seen' ? { 'data-unseen': '1' } : {});
  };
  functions.lateBySeverity = function (a, b, first, second) { return first.data.severity - second.data.severity; };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.late = {
    // The open row stands in the address, so that a link shows it again.
    address: function (target) {
      var address = new URL(location.href);
      if (address.pathname !== '/terlambat') { return window.dash_clientside.no_update; }
      var attempt = target && (target.run_attempt === null ? target.attempt : target.run_attempt);
      var key = target ? [target.office, target.ticket, target.scope, target.first_step, attempt].join('~') : '';
      if (key === (address.searchParams.get('pilih') || '')) { return window.dash_clientside.no_update; }
      if (key) { address.searchParams.set('pilih', key); } else { address.searchParams.delete('pilih'); }
      address.hash = '';
      history.replaceState(history.state, '', address);
      var panel = document.getElementById('rincian');
      if (!key) { window.dash_ag_grid.getApi && window.dash_ag_grid.getApi('late-grid').deselectAll(); }
      if (key && panel && panel.getBoundingClientRect().top > innerHeight - 120) {
        var still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        setTimeout(function () { panel.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'nearest' }); }, 60);
      }
      return key;
    },
    // A cell is drawn from its whole row, but the grid draws it anew only with its own value: after news all are.
    renew: function (rows) {
      setTimeout(function () {
        var grid = window.dash_ag_grid.getApi && document.getElementById('late-grid') && window.dash_ag_grid.getApi('late-grid');
        if (grid) { grid.refreshCells({ force: true, suppressFlash: true }); }
      }, 80);
      return (rows || []).length;
    },
    // What the grid shows: its filters and its order, every column written out.
    save: function (clicks, head) {
      var lines = [head.map(window.pantauCsv.cell).join(';')];
      window.dash_ag_grid.getApi('late-grid').forEachNodeAfterFilterAndSort(function (node) {
        lines.push(node.data.csv.map(window.pantauCsv.cell).join(';'));
      });
      lines = window.pantauCsv.head(null).concat(lines);
      var link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['\ufeff' + lines.join('\r\n')], { type: 'text/csv;charset=utf-8' }));
      link.download = 'terlambat-' + (new URL(location.href).searchParams.get('kantor') || 'kantor') + '.csv';
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
      return clicks;
    }
  };
  // A list that is chosen from filters at once (before React puts the old choice back for a moment); the button stays
  // for those who type.
  document.addEventListener('change', function (event) {
    var form = event.target.matches && event.target.matches('.late-form select') && event.target.form;
    if (form) { form.requestSubmit(); }
  }, true);
  // What is not asked for does not stand in the address.
  document.addEventListener('formdata', function (event) {
    if (!event.target.matches('.late-form')) { return; }
    ['kecamatan', 'sop', 'cari'].forEach(function (name) { if (['', 'semua', null].indexOf(event.formData.get(name)) >= 0) { event.formData.delete(name); } });
  });
  // A link to a row leads to its panel, which is put in place after the address was read.
  new MutationObserver(function (changes) {
    if (location.hash !== '#rincian') { return; }
    changes.forEach(function (change) {
      Array.prototype.forEach.call(change.addedNodes, function (node) {
        if (node.nodeType === 1 && (node.id === 'rincian' || node.querySelector('#rincian'))) {
          setTimeout(function () { var panel = document.getElementById('rincian'); if (panel) { panel.scrollIntoView(); } }, 60);
        }
      });
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
