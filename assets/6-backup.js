// The calendar of backups: a click on a day opens that night, and a night that was opened comes into sight.
(function () {
  'use strict';
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.cadangan = {
    open: function (clicks, ids, figures) {
      var changed = window.dash_clientside.callback_context.triggered_id;
      var place = ids.findIndex(function (id) { return changed && id.name === changed.name; });
      var click = place < 0 ? null : clicks[place];
      if (!click || changed.name !== 'calendar') { return window.dash_clientside.no_update; }
      // Dash leaves a heatmap's customdata out of clickData, so it is looked up in the figure.
      var address = figures[place].data[0].customdata[click.points[0].y][click.points[0].x];
      if (!address) { return window.dash_clientside.no_update; }
      // The table has a link to the same night: taking it keeps the page where it is.
      var link = Array.prototype.find.call(document.querySelectorAll('#malam-malam a'), function (each) {
        return each.getAttribute('href') === address;
      });
      if (link) { link.click(); } else { location.assign(address); }
      return address;
    }
  };
  function goTo(part) {
    // Charts above are drawn a moment later and push the part down, so it is sought again.
    var still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    [50, 900, 1800].forEach(function (wait_ms) {
      setTimeout(function () { part.scrollIntoView({ behavior: still ? 'auto' : 'smooth' }); }, wait_ms);
    });
  }
  new MutationObserver(function (changes) {
    if (location.hash !== '#malam') { return; }
    changes.forEach(function (change) {
      Array.prototype.forEach.call(change.addedNodes, function (node) {
        var part = node.nodeType === 1 && (node.id === 'malam' ? node : node.querySelector('#malam'));
        if (part && part.firstChild) { goTo(part); }
      });
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
