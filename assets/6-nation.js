// The grid of kabupaten: its cells, its cards on a narrow screen, the CSV of what it shows.
(function () {
  'use strict';
  var NARROW = '(max-width: 900px)';
  var OFFICE = 'KODE';
  var GRID = 'nation-grid';
  var cells = window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
  function draw() { return React.createElement.apply(React, arguments); }
  function go(row, href, label) {
    if (!href || !row.here || label === '—') { return label; }
    return draw('a', { href: href.replace(OFFICE, encodeURIComponent(row.key)) }, label);
  }
  function glyph(state) { return draw('span', { className: 'glyph', 'aria-hidden': 'true', 'data-state': state }); }
  function chip(row) {
    return draw('span', { className: 'chip', 'data-state': row.look }, draw('span', { className: 'glyph', 'aria-hidden': 'true' }), draw('span', null, row.word));
  }
  function indicators(props) {
    return draw('span', { className: 'nation-indicators' }, props.data.states.map(function (state, place) {
      var letter = props.indicators[place][0], said = props.indicators[place][1] + ': ' + props.words[state];
      return draw('span', { key: letter, className: 'nation-ind', 'data-state': state, title: said },
        draw('b', { 'aria-hidden': 'true' }, letter), glyph(state), draw('span', { className: 'visually-hidden' }, said));
    }));
  }

  cells.NationTwo = function (props) {
    var row = props.data, field = props.colDef.field;
    var shown = row[field + '_shown'] !== undefined ? row[field + '_shown'] : row[field];
    var look = row[field + '_look'], sub = row[field + '_sub'];
    var main = draw('span', { className: 'nation-main' }, look ? glyph(look) : null, look ? ' ' : null, go(row, props.href, shown));
    return draw('div', { className: 'nation-cell', title: sub || undefined }, main, sub ? draw('small', null, sub) : null);
  };
  cells.NationState = function (props) {
    return draw('div', { className: 'nation-cell' }, chip(props.data), draw('small', null, props.data.age));
  };
  cells.NationIndicators = indicators;
  cells.NationCard = function (props) {
    var row = props.data;
    var facts = [
      ['Lewat waktu', row.overdue_shown, row.overdue_sub], ['Sasaran', row.down_shown, row.down_sub],
      ['Kepatuhan bulan ini', row.work_shown, row.work_sub], ['Ketersediaan', row.uptime_shown, row.uptime_sub]
    ];
    return draw('div', { className: 'nation-card-row', 'data-state': row.look },
      draw('div', { className: 'nation-card-head' }, draw('b', null, row.name), chip(row)),
      draw('small', null, row.name_sub + ' · ' + row.age),
      indicators(props),
      draw('dl', null, facts.map(function (fact) {
        return draw('div', { key: fact[0] }, draw('dt', null, fact[0]), draw('dd', null, fact[1], fact[2] ? draw('small', null, ' ' + fact[2]) : null));
      })),
      row.here ? draw('div', { className: 'nation-ways' }, props.ways.map(function (way) {
        return draw('span', { key: way[0] }, go(row, way[1], way[0]));
      })) : null);
  };

  function value(row, column) {
    var found = row[column[1]];
    if (column.length > 2) { found = found ? found[column[2]] : null; }
    return found === null || found === undefined ? '—' : String(found).replace(/_/g, ' ');
  }
  function api() { return window.dash_ag_grid.getApi && document.getElementById(GRID) ? window.dash_ag_grid.getApi(GRID) : null; }
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.nation = {
    // One column of cards where the screen is narrow. The server has drawn the desk's columns already.
    columns: function (turned, columns) {
      var narrow = matchMedia(NARROW).matches;
      if (!narrow && !turned) { return window.dash_clientside.no_update; }
      return narrow ? columns.narrow : columns.wide;
    },
    // A cell is drawn from its whole row, but the grid draws it anew only with its own value: after news all are.
    renew: function (rows) {
      setTimeout(function () { var grid = api(); if (grid) { grid.refreshCells({ force: true, suppressFlash: true }); } }, 80);
      return (rows || []).length;
    },
    // What the grid shows, in its order, every column written out.
    save: function (clicks, head) {
      var lines = [head.map(function (column) { return window.pantauCsv.cell(column[0]); }).join(';')];
      api().forEachNodeAfterFilterAndSort(function (node) {
        lines.push(head.map(function (column) { return window.pantauCsv.cell(value(node.data, column)); }).join(';'));
      });
      var link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['\ufeff' + window.pantauCsv.head(null).concat(lines).join('\r\n')], { type: 'text/csv;charset=utf-8' }));
      link.download = location.pathname.slice(1) + '-kabupaten.csv';
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
      return clicks;
    }
  };
  // A screen that is turned or resized takes the other columns.
  matchMedia(NARROW).addEventListener('change', function () {
    var store = document.getElementById(GRID) && window.dash_clientside.set_props;
    if (store) { store('nation-turned', { data: Date.now() }); }
  });
  // A list that is chosen from filters at once; the button stays for those who type.
  document.addEventListener('change', function (event) {
    var form = event.target.matches && event.target.matches('.nation-form select') && event.target.form;
    if (form) { form.requestSubmit(); }
  }, true);
  // What is not asked for does not stand in the address.
  document.addEventListener('formdata', function (event) {
    if (!event.target.matches('.nation-form')) { return; }
    ['kode', 'urut', 'cari'].forEach(function (name) {
      if (['', 'semua', 'terburuk', null].indexOf(event.formData.get(name)) >= 0) { event.formData.delete(name); }
    });
  });
})();
