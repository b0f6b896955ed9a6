// Runs in the head, before anything is drawn: theme and kiosk without a flash, charts from our own small bundle.
(function () {
  'use strict';
  var root = document.documentElement;
  var asked = new URLSearchParams(location.search);
  var kept = null;
  try { kept = localStorage.getItem('pantau-tema'); } catch (e) { /* storage refused: follow the system */ }
  var wish = asked.get('tema') || kept;
  var system = matchMedia('(prefers-color-scheme: dark)');
  function paint(theme) { root.setAttribute('data-bs-theme', theme); }
  function follow() { if (!wish) { paint(system.matches ? 'dark' : 'light'); } }
  paint(wish === 'gelap' || wish === 'dark' ? 'dark' : wish === 'terang' || wish === 'light' ? 'light' : system.matches ? 'dark' : 'light');
  system.addEventListener('change', follow);
  if (asked.get('kios') === '1') { root.classList.add('kios'); }

  function openMenu(yes) {
    root.classList.toggle('menu-open', yes);
    var button = document.getElementById('menu-halaman');
    if (button) { button.setAttribute('aria-expanded', String(yes)); }
  }
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && root.classList.contains('menu-open')) {
      openMenu(false);
      document.getElementById('menu-halaman').focus();
    }
  });
  // Whoever changes something says the word that the page was given, so that no foreign page can ask in our name.
  var word = document.querySelector('meta[name="csrf-token"]'), fetchAs = window.fetch;
  window.fetch = function (what, how) {
    var method = ((how && how.method) || (what && what.method) || 'GET').toUpperCase();
    var place = new URL((what && what.url) || what, location.href);
    if (word && method !== 'GET' && place.origin === location.origin) {
      var headers = new Headers((how && how.headers) || (what && what.headers) || {});
      headers.set('X-CSRFToken', word.content);
      how = Object.assign({}, how, { headers: headers });
    }
    return fetchAs.call(window, what, how).then(function (answer) {
      // The session is over: the page is fetched anew and leads to the way in, and back to this very address.
      if (answer.status === 401 && place.origin === location.origin) { location.reload(); }
      return answer;
    });
  };

  // A page of the navigation is fetched like any answer of Dash: scripts and charts stay where they are.
  function goesHere(event, link) {
    return link && !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey &&
      !event.altKey && link.origin === location.origin;
  }
  document.addEventListener('click', function (event) {
    var target = event.target, link = target.closest && target.closest('#navigasi a, .keys a');
    if (goesHere(event, link)) {
      event.preventDefault();
      history.pushState({}, '', link.href);
      window.dispatchEvent(new CustomEvent('_dashprivate_pushstate'));
      scrollTo(0, 0);
    }
    if (target.closest) { openMenu(Boolean(target.closest('#menu-halaman')) && !root.classList.contains('menu-open')); }
    if (target.closest && target.closest('#ganti-tema')) {
      wish = root.getAttribute('data-bs-theme') === 'dark' ? 'light' : 'dark';
      paint(wish);
      try { localStorage.setItem('pantau-tema', wish); } catch (e) { /* only this page then */ }
    }
  });

  // Dash fetches plotly.js from this address when a page has a chart; ours is a third of the size and complete for us.
  var bundle = document.currentScript.getAttribute('data-plotly');
  Object.defineProperty(window, '_dashPlotlyJSURL', { get: function () { return bundle; }, set: function () {} });
  var plotly;
  Object.defineProperty(window, 'Plotly', {
    configurable: true,
    get: function () { return plotly; },
    set: function (loaded) {
      plotly = loaded;
      // No chart may leave the office, whoever makes it.
      plotly.setPlotConfig({ showSendToCloud: false, plotlyServerURL: '', displaylogo: false, locale: 'id' });
      plotly.register({
        moduleType: 'locale',
        name: 'id',
        dictionary: {
          'Download plot': 'Unduh gambar', 'Download plot as a PNG': 'Unduh gambar', 'Zoom': 'Perbesar', 'Pan': 'Geser',
          'Reset axes': 'Kembalikan', 'Reset': 'Kembalikan', 'Autoscale': 'Sesuaikan',
          'Double-click to zoom back out': 'Klik dua kali untuk kembali',
          'Taking snapshot - this may take a few seconds': 'Membuat gambar, tunggu sebentar',
          'Snapshot succeeded': 'Gambar tersimpan', 'Sorry, there was a problem downloading your snapshot!': 'Gambar gagal dibuat'
        },
        format: {
          days: ['Minggu', 'Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu'],
          shortDays: ['Min', 'Sen', 'Sel', 'Rab', 'Kam', 'Jum', 'Sab'],
          months: ['Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober',
            'November', 'Desember'],
          shortMonths: ['Jan', 'Feb', 'Mar', 'Apr', 'Mei', 'Jun', 'Jul', 'Agu', 'Sep', 'Okt', 'Nov', 'Des'],
          date: '%d/%m/%Y', decimal: ',', thousands: '.'
        }
      });
    }
  });
})();
