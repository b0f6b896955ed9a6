// Words and numbers for the live parts of pages, as dashboard/formats.py writes them.
(function () {
  'use strict';
  var NONE = '—';
  var UNITS = [[86400, 'hari'], [3600, 'jam'], [60, 'menit'], [1, 'detik']];
  var percents = new Intl.NumberFormat('id-ID', { maximumFractionDigits: 1 });
  var wholes = new Intl.NumberFormat('id-ID', { maximumFractionDigits: 0 });
  var kept = {};           // making one costs far more than using it
  function written(key, parts) {
    kept[key] = kept[key] || new Intl.DateTimeFormat('id-ID', parts);
    return kept[key];
  }
  function whole(value) { return wholes.format(value); }
  function percent(fraction) { return fraction === null ? NONE : percents.format(fraction * 100) + '\u00a0%'; }
  function duration(seconds) {
    var left = Math.floor(Math.abs(seconds));
    for (var i = 0; i < UNITS.length; i++) {
      var size = UNITS[i][0];
      if (left < size && size > 1) { continue; }
      var text = wholes.format(Math.floor(left / size)) + ' ' + UNITS[i][1];
      if (i < UNITS.length - 2) {
        var second = Math.floor((left % size) / UNITS[i + 1][0]);
        if (second) { text += ' ' + second + ' ' + UNITS[i + 1][1]; }
      }
      return text;
    }
  }
  function age(seconds) { return seconds < 2 ? 'baru saja' : duration(seconds) + ' lalu'; }
  function clock(ms, zone, seconds) {
    var parts = { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: zone };
    if (seconds) { parts.second = '2-digit'; }
    return written(zone + seconds, parts).format(ms).replace(/:/g, '.');
  }
  function since(iso, zone, now_ms) {
    var at = Date.parse(iso);
    var day = { day: 'numeric', month: 'short', timeZone: zone };
    var format = written(zone, day);
    return (format.format(at) === format.format(now_ms) ? '' : format.format(at) + ' ') + clock(at, zone, false);
  }
  window.pantau_say = { percent: percent, whole: whole, duration: duration, age: age, clock: clock, since: since };
})();
