// The agenda: how the grid shows a ticket, "n" for a new one, and the place that the keyboard goes to after an act.
(function () {
  'use strict';
  var h = function () { return React.createElement.apply(React, arguments); };
  var shown = window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
  function link(data) { return h('a', { href: data.href }, data.number); }
  function chip(data) {
    return h('span', { className: 'chip', 'data-state': data.state },
      h('span', { className: 'glyph', 'aria-hidden': 'true' }), h('span', { className: 'chip-word' }, data.state_words));
  }
  // A row that has not come yet has no data.
  function two(first, second) {
    return h('div', { className: 'agenda-two' }, first, second ? h('small', null, second) : null);
  }
  shown.TicketNumber = function (props) { return props.data ? two(link(props.data), props.data.source) : 'memuat …'; };
  shown.TicketTwo = function (props) { return props.data ? two(h('span', null, props.data.sop_title), props.data.title) : null; };
  shown.TicketOpened = function (props) {
    // The day over the time of day: "29 Nov 2026 21.30".
    var parts = props.data ? /^(.*) (\S+)$/.exec(props.data.opened) : null;
    return parts ? two(h('span', null, parts[1]), parts[2]) : null;
  };
  shown.TicketState = function (props) { return props.data ? chip(props.data) : null; };
  shown.TicketCard = function (props) {
    var data = props.data;
    if (!data) { return 'memuat …'; }
    return h('div', { className: 'agenda-card' },
      h('div', { className: 'agenda-card-head' }, link(data), chip(data)),
      h('div', null, data.sop_title),
      h('div', { className: 'agenda-card-turn' }, data.turn),
      h('div', { className: 'agenda-card-note' }, data.place + ' · dibuka ' + data.opened + (data.title ? ' · ' + data.title : '')));
  };

  function grid() {
    return document.getElementById('agenda-grid') && window.dash_ag_grid.getApiAsync
      ? window.dash_ag_grid.getApiAsync('agenda-grid') : Promise.reject();
  }

  // A new ticket by one key, wherever no text is being typed.
  document.addEventListener('keydown', function (event) {
    var at = event.target, button = document.getElementById('agenda-new');
    if (event.key !== 'n' || event.ctrlKey || event.altKey || event.metaKey || !button) { return; }
    if (at.closest && at.closest('input, textarea, select, [contenteditable="true"]')) { return; }
    event.preventDefault();
    var form = document.getElementById('open-place');
    if (form) { form.focus(); } else { button.click(); }
  });
  document.addEventListener('click', function (event) {
    var fold = event.target.closest && event.target.closest('#agenda-fold');
    if (fold) { fold.setAttribute('aria-expanded', fold.getAttribute('aria-expanded') === 'true' ? 'false' : 'true'); }
  });
  // An address shows what is asked for, not every field that was left empty.
  document.addEventListener('formdata', function (event) {
    if (!event.target.matches('.agenda-filter')) { return; }
    Array.from(event.formData.keys()).forEach(function (name) {
      // Where a ticket is kept counts as "agenda" unless all is said aloud.
      var usual = name === 'sumber' ? ['agenda'] : ['', 'semua'];
      if (usual.indexOf(event.formData.get(name)) >= 0) { event.formData.delete(name); }
    });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.pantau_ticket = {
    // After an act the keyboard stands on what comes next, after a refusal in the form that was refused.
    focusNext: function (done) {
      setTimeout(function () {
        var refused = done && done.act && document.querySelector('.act-forms [id*=\'"act":"' + done.act + '"\'] input');
        if (refused) { refused.focus({ preventScroll: true }); return; }
        var next = ['.life-question .act-send', '.life-primary .btn-primary', '.life-primary .act-send']
          .map(function (each) { return document.querySelector(each); }).filter(Boolean)[0];
        if (next) { next.focus({ preventScroll: true }); }
      }, 60);
      return window.dash_clientside.no_update;
    },
    isNarrow: function () { return matchMedia('(max-width: 700px)').matches; },
    freshenGrid: function () {
      // Rows in sight are asked for again in place; where the reader has scrolled to stays.
      grid().then(function (api) { api.refreshInfiniteCache(); }, function () {});
      return window.dash_clientside.no_update;
    }
  };
})();
