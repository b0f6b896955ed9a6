// Tables that sort, filter and export in the browser. Rows are the server's; only their order and visibility change.
(function () {
  'use strict';
  var words = new Intl.Collator('id-ID', { numeric: true });
  function value(row, column) {
    var cell = row.cells[column];
    return cell.hasAttribute('data-sort') ? cell.getAttribute('data-sort') : cell.textContent.trim();
  }
  function compare(a, b) {
    var x = Number(a), y = Number(b);
    return a !== '' && b !== '' && !isNaN(x) && !isNaN(y) ? x - y : words.compare(a, b);
  }
  function sort(header) {
    var table = header.closest('table'), column = header.cellIndex;
    var up = header.getAttribute('aria-sort') !== 'ascending';
    Array.prototype.forEach.call(header.parentNode.cells, function (cell) { cell.removeAttribute('aria-sort'); });
    header.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    var body = table.tBodies[0];
    Array.prototype.slice.call(body.rows)
      .sort(function (a, b) { return (up ? 1 : -1) * compare(value(a, column), value(b, column)); })
      .forEach(function (row) { body.appendChild(row); });
  }
  function filter(input) {
    var block = input.closest('[data-sortable]'), sought = input.value.trim().toLowerCase(), shown = 0;
    var rows = block.querySelector('tbody').rows;
    Array.prototype.forEach.call(rows, function (row) {
      row.hidden = sought !== '' && row.textContent.toLowerCase().indexOf(sought) < 0;
      shown += row.hidden ? 0 : 1;
    });
    block.querySelector('.table-count').textContent = shown === rows.length ? rows.length + ' baris' : shown + ' dari ' + rows.length + ' baris';
  }
  // A spreadsheet must not take a text for a formula; a bare number stays one. As dashboard/exports/formulas.py does.
  function quoted(value) {
    var text = String(value);
    if (/^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^[+-]?[0-9][0-9.,]*(?:\s?%)?$/.test(text)) { text = "'" + text; }
    return '"' + text.replace(/"/g, '""') + '"';
  }
  // What every CSV begins with: whether it is simulated, what it is about, its period and when it was taken.
  window.pantauCsv = {
    cell: quoted,
    head: function (block) {
      var title = document.querySelector('.page-title'), lines = document.querySelector('.band-simulated') ? ['"DATA SIMULASI"'] : [];
      var period = document.querySelector('.period-title, .period-notes .period-printed');
      var told = block && block.getAttribute('data-period') || period && period.textContent.trim();
      var facts = [title ? title.textContent.trim() : document.title, told || '', 'diambil ' + window.pantauClock.now()];
      lines.push(facts.filter(Boolean).map(quoted).join(';'));
      return lines;
    }
  };
  function save(block) {
    var lines = Array.prototype.filter.call(block.querySelector('table').rows, function (row) { return !row.hidden; }).map(function (row) {
      return Array.prototype.map.call(row.cells, function (cell) {
        return quoted(cell.textContent.trim());
      }).join(';');
    });
    lines = window.pantauCsv.head(block).concat(lines);
    var link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['\ufeff' + lines.join('\r\n')], { type: 'text/csv;charset=utf-8' }));
    link.download = (block.getAttribute('data-sortable') || block.getAttribute('data-csv')).replace(/[^\w.-]+/g, '-') + '.csv';
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }
  document.addEventListener('click', function (event) {
    if (!event.target.closest) { return; }
    var header = event.target.closest('[data-sortable] th'), button = event.target.closest('button[name]');
    if (header) { sort(header); }
    if (button && button.name === 'unduh') { save(button.closest('[data-sortable], [data-csv]')); }
  });
  document.addEventListener('input', function (event) {
    if (event.target.name === 'saring') { filter(event.target); }
  });
  // Dates are typed as 20/11/2026 and stand in the address as 2026-11-20, like in every link.
  document.addEventListener('formdata', function (event) {
    ['dari', 'sampai'].forEach(function (name) {
      var parts = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*$/.exec(event.formData.get(name) || '');
      if (parts) { event.formData.set(name, parts[3] + '-' + parts[2].padStart(2, '0') + '-' + parts[1].padStart(2, '0')); }
    });
  });

  // The cell of a heatmap that was clicked: kept in the address, and asked of the server.
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.pantau = {
    // New figures in place of the old ones. Dash forgets a zoom when it redraws, so it is carried over here.
    redraw: function (drawn, ids, figures) {
      return ids.map(function (id, place) {
        var fresh = drawn && drawn[id.name], old = figures[place];
        if (!fresh) { return window.dash_clientside.no_update; }
        var homes = old && old.layout.meta && old.layout.meta.home;
        if (homes && old.layout.uirevision === fresh.layout.uirevision) {
          Object.keys(homes).forEach(function (axis) {
            var now = old.layout[axis] && old.layout[axis].range;
            var same = JSON.stringify(homes[axis]) === JSON.stringify(fresh.layout.meta.home[axis]);
            if (now && same) { fresh.layout[axis].range = now; }
          });
        }
        return fresh;
      });
    },
    pick: function (clicks, ids, figures) {
      var context = window.dash_clientside.callback_context;
      var changed = context.triggered_id;
      var place = ids.findIndex(function (id) { return changed && id.name === changed.name; });
      var click = place < 0 ? null : clicks[place];
      if (!click || changed.name.indexOf('sop:') !== 0) { return window.dash_clientside.no_update; }
      // Dash leaves a heatmap's customdata out of clickData, so it is looked up in the figure.
      var cell = figures[place].data[0].customdata[click.points[0].y][click.points[0].x];
      // A map of an older version is called sop:<id>@<version>.
      var picked = [cell[0] || 'dinas', changed.name.slice(4).split('@')[0], cell[1], cell[2]].join('~');
      var address = new URL(location.href);
      address.searchParams.set('pilih', picked);
      address.hash = 'mengapa';
      history.replaceState(history.state, '', address);
      var still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      document.getElementById('mengapa').scrollIntoView({ behavior: still ? 'auto' : 'smooth' });
      return picked;
    }
  };
})();
