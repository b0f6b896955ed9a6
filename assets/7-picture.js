// A chart as a picture for a report: PNG for an A4 page or a slide, or SVG. Title, office, period, coverage and the
// moment stand inside it, for a picture goes its own ways.
(function () {
  'use strict';
  var A4_PX = 1890, A4_DPI = 300, LEAST_PX = 756; // 16 cm at 300 dpi; drawn at 120 dpi so that letters keep 8 points
  var PART_PX = 0.4; // parts of a pixel are cut off: a little more, so that none is missing
  var ORIGIN_PX = 50, TIGHTER = 0.85; // as in dashboard/figures/template.py; a slide may set rows this much closer
  var SLIDE_PX = [1920, 1080], SLIDE_DRAWN_PX = [960, 540];
  // The office's clock, as every page shows it.
  window.pantauClock = {
    now: function () {
      var clock = document.querySelector('[data-clock]'), label = clock && clock.parentNode.querySelector('small');
      var zone = clock ? { timeZone: clock.getAttribute('data-clock') } : {}, at = new Date();
      var day = new Intl.DateTimeFormat('id-ID', Object.assign({ day: 'numeric', month: 'long', year: 'numeric' }, zone)).format(at);
      var time = new Intl.DateTimeFormat('id-ID', Object.assign({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone)).format(at);
      return day + ' ' + time.replace(':', '.') + (label ? ' ' + label.textContent : '');
    }
  };
  function lineCount(text) { return text ? text.split('<br>').length : 0; }
  function dressed(plot) {
    // On the page a chart's heading stands beside it; the picture takes it along, above office, period and coverage.
    var layout = JSON.parse(JSON.stringify(plot.layout)), heading = (layout.meta || {}).title || '';
    var origin = [(layout.title || {}).text || '', 'dibuat ' + window.pantauClock.now()].filter(Boolean).join('<br>');
    // Plotly sets every line of a title as high as its first.
    var head = Math.ceil(17 * 1.3 * (lineCount(heading) + lineCount(origin))) + 34, margin = layout.margin || {};
    layout.title = {
      text: '<b>' + heading + '</b><br><span style="font-size:13px">' + origin + '</span>', font: { size: 17, color: '#16202b' },
      x: 0, xref: 'container', y: 1, yref: 'container', yanchor: 'top', pad: { l: 14, t: 26 }
    };
    // The origin has left its place below the chart.
    var below = (layout.meta || {}).title ? ORIGIN_PX : 0;
    layout.margin = Object.assign({}, margin, {
      t: (margin.t || 8) + head, b: Math.max(18, (margin.b || 0) - below + 10), l: Math.max(18, margin.l || 0), r: Math.max(18, margin.r || 0)
    });
    layout.paper_bgcolor = layout.plot_bgcolor = '#ffffff';
    layout.font = Object.assign({}, layout.font, { color: '#37424d' });
    delete layout.width; delete layout.height; delete layout.autosize;
    return { layout: layout, head: head, name: (heading + ' ' + origin).replace(/<[^>]*>/g, ' ') };
  }
  function sized(form, width, height) {
    if (form === 'slaid') {
      // Of a slide's shape, and as large as the chart needs to keep its labels apart.
      var high = Math.max(SLIDE_DRAWN_PX[1], TIGHTER * Math.max(height, width * SLIDE_PX[1] / SLIDE_PX[0]));
      return { width: high * SLIDE_PX[0] / SLIDE_PX[1], height: high, scale: (SLIDE_PX[1] + PART_PX) / high };
    }
    var wide = Math.max(LEAST_PX, width);
    return { width: wide, height: height, scale: form === 'a4' ? (A4_PX + PART_PX) / wide : 1 };
  }
  function crc(bytes) {
    var value = -1;
    for (var place = 0; place < bytes.length; place += 1) {
      value ^= bytes[place];
      for (var bit = 0; bit < 8; bit += 1) { value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0); }
    }
    return (value ^ -1) >>> 0;
  }
  function withDpi(bytes, dpi) {
    // A pHYs chunk right behind the header: by it Word knows that the picture is 16 cm wide.
    var perMetre = Math.round(dpi / 0.0254), chunk = new Uint8Array(21), view = new DataView(chunk.buffer);
    view.setUint32(0, 9);
    chunk.set([112, 72, 89, 115], 4);
    view.setUint32(8, perMetre); view.setUint32(12, perMetre);
    chunk[16] = 1;
    view.setUint32(17, crc(chunk.subarray(4, 17)));
    var whole = new Uint8Array(bytes.length + chunk.length);
    whole.set(bytes.subarray(0, 33)); whole.set(chunk, 33); whole.set(bytes.subarray(33), 33 + chunk.length);
    return whole;
  }
  function bytesOf(address) {
    var comma = address.indexOf(','), data = address.slice(comma + 1);
    var text = /;base64$/.test(address.slice(0, comma)) ? atob(data) : unescape(encodeURIComponent(decodeURIComponent(data)));
    return Uint8Array.from(text, function (letter) { return letter.charCodeAt(0); });
  }
  function save(bytes, type, name) {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes], { type: type }));
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }
  function picture(button) {
    var plot = button.closest('.card').querySelector('.js-plotly-plot'), form = button.value;
    if (!plot || !window.Plotly) { return; }
    var made = dressed(plot), kind = form === 'svg' ? 'svg' : 'png';
    var size = sized(form, plot.clientWidth, plot.clientHeight + made.head);
    var name = made.name.replace(/[^\w.-]+/g, '-').toLowerCase().slice(0, 110) + (kind === 'png' ? '-' + form : '') + '.' + kind;
    window.Plotly.toImage(
      { data: plot.data, layout: made.layout, config: { locale: 'id' } },
      { format: kind, width: size.width, height: size.height, scale: size.scale }
    ).then(function (address) {
      var bytes = bytesOf(address);
      save(form === 'a4' ? withDpi(bytes, A4_DPI) : bytes, kind === 'svg' ? 'image/svg+xml' : 'image/png', name);
    });
  }
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('button[name="gambar"]');
    if (button) { picture(button); }
  });
})();
