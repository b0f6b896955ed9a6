// The live part of every page: one request in flight at a time, the server's own markup patched in place,
// DATA USANG when news stop, recovery by itself. Nothing is drawn here that the server did not draw first.
(function () {
  'use strict';
  var TIMEOUT_MS = 8000;
  var STALE_ROUNDS = 3;
  var SECOND_MS = 1000;
  var RELOAD_AGAIN_MS = 300000;
  var NEVER = 'never';
  var current = null;      // the page's live root that is looked after, with all that is known of it
  var skew_ms = 0;         // server clock minus browser clock
  var gone = false;

  var say = window.pantau_say;      // 1-say.js: words and numbers
  var percent = say.percent, whole = say.whole, duration = say.duration, age = say.age, clock = say.clock;
  function since(iso, zone) { return say.since(iso, zone, now()); }
  function now() { return Date.now() + skew_ms; }

  // --- small hands: write only what changed, so nothing flickers and nobody's selection is lost ---
  function text(node, value) { if (node && node.textContent !== value) { node.textContent = value; } }
  function attribute(node, name, value) { if (node.getAttribute(name) !== value) { node.setAttribute(name, value); } }
  function part(node, name) { return node.querySelector('[data-f="' + name + '"]'); }
  function each(root, selector, act) { Array.prototype.forEach.call(root.querySelectorAll(selector), act); }
  function hide(node, yes) { if (node && node.hidden !== yes) { node.hidden = yes; } }

  // --- tiles ---
  var NAMES = ['jaringan', 'cadangan', 'pengiriman', 'tiket'];
  function sentence(words, name, row, zone) {
    var said = words.labels[name] + ': ' + words.states[row.state];
    if (row.since) { said += ' sejak ' + since(row.since, zone); }
    if (row.reason) { said += ' (' + row.reason + ')'; }
    if (row.from_office) { said += ' – keadaan kantor'; }
    if (!row.in_schedule) { said += ' – di luar jam kerja'; }
    return said;
  }
  function decisive(tile) {
    // The name of the indicator that gives the tile its state; its own before the office's.
    var names = NAMES.slice().sort(function (a, b) {
      return (tile[a].from_office - tile[b].from_office) || (tile[b].in_schedule - tile[a].in_schedule);
    });
    return names.filter(function (name) { return tile[name].state === tile.overall.state; })[0] || NAMES[0];
  }
  function reason(tile, zone) {
    if (tile.overall.state === 'baik') { return ''; }
    var row = tile[decisive(tile)];
    return row.reason || (row.since ? 'sejak ' + since(row.since, zone) : '');
  }
  function patchTile(node, tile, wall, words) {
    var zone = wall.zone;
    attribute(node, 'data-state', tile.overall.state);
    attribute(node, 'data-off', tile.overall.in_schedule ? '0' : '1');
    text(part(node, 'overall'), words.short[tile.overall.state]);
    text(part(node, 'reason'), reason(tile, zone));
    // A marker of the map, or an area: its shape and what it tells the pointer.
    var shape = part(node, 'shape'), go = part(node, 'go');
    if (shape) { attribute(shape, 'href', '#lambang-' + wall.office + '-' + tile.overall.state); }
    text(part(node, 'told'), tile.name + ': ' + words.states[tile.overall.state]);
    if (go) { attribute(go, 'title', NAMES.map(function (name) { return sentence(words, name, tile[name], zone); }).join('\n')); }
    if (go && go.getAttribute('data-follows') === '1') {
      attribute(go, 'href', words.pages[decisive(tile)] + '?kantor=' + wall.office + (tile.kecamatan ? '&kecamatan=' + tile.kecamatan : ''));
    }
    var lasting = part(node, 'since');
    if (lasting) { attribute(lasting, 'data-since', tile.overall.since || ''); }
    NAMES.forEach(function (name) {
      var row = tile[name];
      each(node, '[data-ind="' + name + '"]', function (ind) {
        var said = sentence(words, name, row, zone);
        attribute(ind, 'data-state', row.state);
        attribute(ind, 'data-office-state', row.from_office ? '1' : '0');
        attribute(ind, 'data-off', row.in_schedule ? '0' : '1');
        attribute(ind, 'title', said);
        text(part(ind, 'said'), said);
        text(part(ind, 'word'), words.short[row.state]);
      });
    });
  }
  function order(list, wall) {
    // Worst first, as the feed has them; a tile glides to its new place (FLIP) unless people want no motion.
    var nodes = {};
    each(list, '[data-tile]', function (node) { nodes[node.getAttribute('data-tile')] = node; });
    var dinas = nodes['dinas:' + wall.office];
    var wanted = (dinas ? [dinas] : []).concat(wall.tiles.map(function (tile) { return nodes[tile.kecamatan]; })).filter(Boolean);
    var moved = wanted.some(function (node, i) { return list.children[i] !== node; });
    if (!moved) { return; }
    var still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    var before = wanted.map(function (node) { return node.getBoundingClientRect(); });
    wanted.forEach(function (node) { list.appendChild(node); });
    if (still) { return; }
    wanted.forEach(function (node, i) {
      var after = node.getBoundingClientRect();
      var x = before[i].left - after.left, y = before[i].top - after.top;
      if ((x || y) && node.animate) {
        node.animate([{ transform: 'translate(' + x + 'px,' + y + 'px)' }, { transform: 'none' }], { duration: 600, easing: 'ease-in-out' });
      }
    });
  }

  // --- lists with fixed slots ---
  function ticketNumber(id) {
    var colon = id.indexOf(':');
    return colon >= 0 ? id.slice(colon + 1) : id.indexOf('backup-') === 0 ? '' : id;
  }
  function known(walls, name) {
    // Whether any indicator (of this name) is measured: without, an empty list is no good news.
    return walls.some(function (wall) {
      return wall.tiles.concat([wall.dinas]).some(function (tile) {
        return (name ? [name] : NAMES).some(function (each) { return tile[each].state !== 'tidak_terukur'; });
      });
    });
  }
  function fill(list, rows, total, write, note, measured) {
    var slots = list.querySelectorAll('[data-slot]');
    for (var i = 0; i < slots.length; i++) {
      hide(slots[i], i >= rows.length);
      if (i < rows.length) { write(slots[i], rows[i]); }
    }
    var left = total - Math.min(slots.length, rows.length);
    text(part(list, 'list-note'), note);
    hide(part(list, 'list-empty'), rows.length > 0);
    text(part(list, 'list-empty'), list.getAttribute(measured ? 'data-none' : 'data-unmeasured'));
    text(part(list, 'list-more'), left > 0 ? 'dan ' + left + ' lagi' : '');
    hide(part(list, 'list-more'), left <= 0);
  }
  function patchLists(root, feed, words) {
    each(root, '[data-list="troubles"]', function (list) {
      var scope = list.getAttribute('data-scope');
      var rows = feed.troubles.filter(function (row) { return scope === '*' || row.office === scope; });
      fill(list, rows, rows.length, function (slot, row) {
        attribute(slot, 'data-state', row.state);
        text(part(slot, 'name'), row.name);
        text(part(slot, 'office'), scope === '*' ? row.office_short : '');
        text(part(slot, 'text'), row.indicators.map(function (pair) {
          return words.labels[pair[0]] + ' ' + words.short[pair[1]];
        }).join(', '));
        attribute(part(slot, 'since'), 'data-since', row.since || '');
      }, rows.length ? String(rows.length) : '', known(feed.walls, ''));
    });
    each(root, '[data-list="overdue"]', function (list) {
      var scope = list.getAttribute('data-scope');
      var walls = feed.walls.filter(function (wall) { return scope === '*' || wall.office === scope; });
      var rows = [].concat.apply([], walls.map(function (wall) {
        return wall.overdue.map(function (row) { return Object.assign({ office: wall.office }, row); });
      }));
      rows.sort(function (a, b) { return Date.parse(a.due_at) - Date.parse(b.due_at); });
      var late = 0, near = 0;
      walls.forEach(function (wall) { late += wall.overdue_count; near += wall.at_risk_count; });
      fill(list, rows, late + near, function (slot, row) {
        attribute(slot, 'data-state', row.state === 'overdue' ? 'gangguan' : 'waspada');
        text(part(slot, 'name'), row.kecamatan_name);
        if (slot.getAttribute('data-ticket') !== row.ticket) {
          attribute(slot, 'data-ticket', row.ticket);
          attribute(part(slot, 'name'), 'href', words.ticket.replace('{kantor}', row.office).replace('{ticket}', encodeURIComponent(row.ticket)));
        }
        text(part(slot, 'ticket'), ticketNumber(row.ticket));
        text(part(slot, 'text'), (words.sops[row.sop] || row.sop_title) + ' · ' + row.current_step + '.\u00a0' + row.kegiatan);
        for (var i = 0, said; (said = part(slot, 'outlook-' + i)); i++) { text(said, row.outlook[i] || ''); }
        var step = row.sop_title + ', langkah ' + row.current_step + ': ' + row.kegiatan + ' (' + row.ticket + ')';
        attribute(slot, 'title', row.outlook.length ? step + '\n' + row.outlook.join(' · ') : step);
        attribute(part(slot, 'due'), 'data-due', row.due_at);
      }, late || near ? late + ' lewat · ' + near + ' mendekati batas' : '', known(walls, 'tiket'));
    });
  }

  // --- figures ---
  function judge(value, target) {
    if (value === null) { return 'tidak_terukur'; }
    if (value >= target) { return 'baik'; }
    return Math.round((target - value) * 1e9) / 1e9 <= 0.1 ? 'waspada' : 'gangguan';
  }
  function patchFigures(root, wall) {
    ['pelaksanaan', 'pengukuran'].forEach(function (kind) {
      var row = wall.figures[kind];
      each(root, '[data-kpi="' + wall.office + ':' + kind + '"]', function (node) {
        var value = row ? row.compliance : null;
        attribute(node, 'data-state', judge(value, wall.figures.target));
        attribute(node, 'data-few', row && row.n > 0 && row.n < 5 ? '1' : '0');
        text(part(node, 'value'), percent(value));
        text(part(node, 'note'), row ? 'cakupan ' + percent(row.coverage) + ' · n ' + whole(row.n) : 'belum ada yang dinilai');
        var bar = part(node, 'bar');
        if (bar) { bar.style.width = ((value || 0) * 100).toFixed(1) + '%'; }
      });
    });
  }
  function patchCounts(root, walls) {
    each(root, '.wall-panel', function (panel) {
      var scope = panel.getAttribute('data-panel'), sums = {};
      walls.forEach(function (wall) {
        if (scope !== '*' && scope !== wall.office) { return; }
        Object.keys(wall.counts).forEach(function (state) { sums[state] = (sums[state] || 0) + wall.counts[state]; });
      });
      each(panel, '[data-count]', function (node) {
        var count = sums[node.getAttribute('data-count')] || 0;
        attribute(node, 'data-zero', count ? '0' : '1');
        text(part(node, 'count'), whole(count));
      });
    });
  }

  // --- one answer ---
  function apply(feed) {
    if (!feed.walls.length) { return; }
    skew_ms = Date.parse(feed.walls[0].now) - Date.now();
    var first = !current.walls, drawn = current.node.getAttribute('data-app-version');
    if (drawn && feed.app_version !== drawn) { reload('versi ' + feed.app_version); }
    if (!joined(feed)) { return; }
    var newest = feed.walls.map(function (wall) { return wall.data_at ? Date.parse(wall.data_at) : 0; });
    current.data_at = Math.max.apply(null, newest);
    if (current.isWall) { patchWall(feed); } else if (!first) { current.news = true; }
    current.walls = feed.walls;
    current.troubles = feed.troubles;
  }
  function joined(feed) {
    // What the server left out, because it is as it was, comes from the last answer. False where that is not at hand.
    var before = {};
    (current.walls || []).forEach(function (wall) { before[wall.office] = wall; });
    var complete = true;
    feed.walls = feed.walls.map(function (wall) {
      if (wall.tiles) { return wall; }
      complete = complete && Boolean(before[wall.office]);
      return Object.assign({}, before[wall.office], wall);
    });
    feed.troubles = feed.troubles || current.troubles;
    if (!complete || !feed.troubles) { current.walls = null; current.etag = null; return false; }
    current.troubles_tag = feed.troubles_tag;
    return true;
  }
  function patchWall(feed) {
    var root = current.node, words = current.words, known = {};
    each(root, '[data-tile]', function (node) { known[node.getAttribute('data-tile')] = true; });
    feed.walls.forEach(function (wall) {
      wall.tiles.forEach(function (tile) {
        if (!known[tile.kecamatan]) { reload('petak ' + tile.kecamatan); }   // the office file changed: the server must draw it
        each(root, '[data-tile="' + tile.kecamatan + '"]', function (node) { patchTile(node, tile, wall, words); });
      });
      each(root, '[data-tile="dinas:' + wall.office + '"]', function (node) { patchTile(node, wall.dinas, wall, words); });
      each(root, '[data-office="' + wall.office + '"]', function (node) { attribute(node, 'data-stale', wall.stale ? '1' : '0'); });
      each(root, '[data-tiles="' + wall.office + '"]', function (list) { order(list, wall); });
      patchFigures(root, wall);
    });
    patchCounts(root, feed.walls);
    patchLists(root, feed, words);
    if (!current.seen) { current.seen = true; attribute(root, 'data-live', '1'); }
  }
  function reload(reason) {
    // For the same reason at most once in RELOAD_AGAIN_MS, and only onto a page that answers: a screen has nobody to mend it.
    if (gone || !mayReload(reason)) { return; }
    gone = true;
    fetch(location.href, { cache: 'no-store', credentials: 'same-origin' })
      .then(function (answer) { if (answer.ok || answer.status === 401) { location.reload(); } else { gone = false; } })
      .catch(function () { gone = false; });
  }
  function mayReload(reason) {
    try {
      var last = JSON.parse(sessionStorage.getItem('pantau-muat-ulang') || '{}');
      if (last.reason === reason && Date.now() - last.at < RELOAD_AGAIN_MS) { return false; }
      sessionStorage.setItem('pantau-muat-ulang', JSON.stringify({ reason: reason, at: Date.now() }));
      return true;
    } catch (e) {
      return performance.now() > RELOAD_AGAIN_MS;    // storage refused: what this page has lived is all that is known
    }
  }

  // --- asking ---
  function pollMs(state) { return Number(state.node.getAttribute(state.isWall ? 'data-poll-ms' : 'data-pulse-ms')); }
  function address(state) {
    // The tags of what is here already: the server sends only the rest.
    if (!state.walls) { return state.url; }
    var tags = state.walls.map(function (wall) { return wall.office + ':' + wall.tag; }).concat('troubles:' + state.troubles_tag);
    return state.url + '&tanda=' + tags.join(',');
  }
  function ask(state) {
    if (state.busy || gone) { return; }
    state.busy = true;
    var stop = new AbortController();
    var timer = setTimeout(function () { stop.abort(); }, TIMEOUT_MS);
    var headers = state.etag ? { 'If-None-Match': state.etag } : {};
    var etag = null;
    fetch(address(state), { headers: headers, signal: stop.signal, cache: 'no-store', credentials: 'same-origin' })
      .then(function (answer) {
        if (answer.status === 304) { return null; }
        if (answer.status === 401) { reload('masuk'); }
        if (!answer.ok) { throw new Error('HTTP ' + answer.status); }
        etag = answer.headers.get('ETag');
        return answer.json();
      })
      .then(function (feed) {
        if (state !== current) { return; }
        state.heard_at = performance.now();
        state.failed = false;
        if (feed) { state.etag = etag; apply(feed); }    // the tag only of what arrived whole
      })
      .catch(function () { state.failed = true; })
      .finally(function () {
        clearTimeout(timer);
        state.busy = false;
        state.next_at = performance.now() + pollMs(state);
        tick();
        if (pollMs(state) < SECOND_MS) { setTimeout(tick, pollMs(state)); }
      });
  }

  // --- once a second: look after whatever page is there ---
  function adopt() {
    var node = document.querySelector('[data-feed-url], [data-pulse-url]');
    if (!node) { current = null; return; }
    var isWall = node.hasAttribute('data-feed-url');
    var url = node.getAttribute(isWall ? 'data-feed-url' : 'data-pulse-url');
    if (current && current.node === node && current.url === url) { return; }
    current = {
      node: node, url: url, isWall: isWall, busy: false, failed: false, news: false, etag: null, walls: null,
      troubles: null, troubles_tag: '', words: isWall ? JSON.parse(node.getAttribute('data-words')) : null,
      heard_at: performance.now(), next_at: 0, data_at: null
    };
  }
  function staleness() {
    if (!current) { return null; }
    var silent = performance.now() - current.heard_at;
    if (current.failed || silent > STALE_ROUNDS * pollMs(current) + TIMEOUT_MS) {
      return ' tidak ada kabar dari aplikasi selama ' + duration(silent / 1000) + '; mencoba lagi sendiri';
    }
    var old = (current.walls || []).filter(function (wall) { return wall.stale; });
    if (!current.walls) { return undefined; }        // nothing heard yet: leave what the server said
    if (!old.length) { return null; }
    var times = old.filter(function (wall) { return wall.data_at; }).map(function (wall) {
      return since(wall.data_at, wall.zone) + ' ' + wall.zone_label;
    });
    var told = times.filter(function (said, i) { return times.indexOf(said) === i; }).slice(0, 3).join(', ');
    // Nothing was ever measured: then nothing is old, and the band says what is missing.
    return told ? ' data terakhir ' + told + '; periksa apakah kolektor berjalan' : NEVER;
  }
  function tick() {
    adopt();
    var silence = staleness();
    if (silence !== undefined) {
      each(document, '[data-stale-band]', function (band) {
        hide(band, silence === null);
        if (silence === null) { return; }
        text(part(band, 'stale-head'), band.getAttribute(silence === NEVER ? 'data-never' : 'data-stale'));
        text(part(band, 'stale-text'), silence === NEVER ? band.getAttribute('data-never-text') : silence);
      });
    }
    if (current) { attribute(current.node, 'data-silent', silence && (current.failed || !current.walls) ? '1' : '0'); }
    each(document, '[data-clock]', function (node) { text(node, clock(now(), node.getAttribute('data-clock'), false)); });
    each(document, '[data-data-at]', function (node) {
      if (current && current.data_at) { text(node, 'data ' + age((now() - current.data_at) / 1000)); }
    });
    each(document, '[data-since]', function (node) {
      var at = node.getAttribute('data-since');
      text(node, at ? duration(Math.max(0, now() - Date.parse(at)) / 1000) : '');
    });
    each(document, '[data-due]', function (node) {
      var at = node.getAttribute('data-due');
      var left = at ? (Date.parse(at) - now()) / 1000 : 0;
      text(node, at ? (left >= 0 ? 'sisa ' : 'lewat ') + duration(left) : '');
    });
    if (!current) { return; }
    if (performance.now() >= current.next_at) { ask(current); }
    pulse();
  }
  function pulse() {
    // Pages of figures are drawn anew by the server; their charts keep their zoom (uirevision).
    if (!current.news || !window.dash_clientside || document.hidden) { return; }
    current.news = false;
    window.dash_clientside.set_props(current.node.getAttribute('data-pulse-store') || 'pulse', { data: { at: Date.now() } });
  }
  setInterval(tick, SECOND_MS);
  document.addEventListener('visibilitychange', function () { if (!document.hidden) { tick(); } });
  // A page that has just been put in place is looked after at once, not a second later.
  new MutationObserver(function () {
    var node = document.querySelector('[data-feed-url], [data-pulse-url]');
    if (node && (!current || current.node !== node)) { tick(); }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
