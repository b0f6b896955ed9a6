// The choices of /laporan: ticked boxes go into the address, also those of the forms, which load nothing anew.
(function () {
  'use strict';
  // Several boxes of one menu stand in the address as one value: kecamatan=51.08.01,51.08.02.
  document.addEventListener('formdata', function (event) {
    var form = event.target.closest('form[data-many]');
    if (!form) { return; }
    var ticked = Array.prototype.filter.call(form.querySelectorAll('[data-value]'), function (row) {
      return row.querySelector('input').checked;
    }).map(function (row) { return row.getAttribute('data-value'); });
    if (ticked.length) { event.formData.set(form.getAttribute('data-many'), ticked.join(',')); }
  });
  function withForms(address, chosen) {
    var url = new URL(address, location.href);
    if (chosen) { url.searchParams.set('bentuk', chosen); } else { url.searchParams.delete('bentuk'); }
    // A comma is allowed there, and reads better than %2C.
    return url.pathname + url.search.replace(/%2C/g, ',') + url.hash;
  }
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.pantau_report = {
    // The forms in the address, in the links of the bar and in its forms, so that no choice is lost on the way.
    forms: function (values) {
      var chosen = (values || []).join(',');
      history.replaceState(history.state, '', withForms(location.href, chosen));
      document.querySelectorAll('.report-bar a[href]').forEach(function (link) {
        link.setAttribute('href', withForms(link.getAttribute('href'), chosen));
      });
      document.querySelectorAll('.report-bar form input[name="bentuk"]').forEach(function (field) { field.value = chosen; });
      return chosen;
    }
  };
  // The question whether to delete goes away when something else is done.
  document.addEventListener('click', function (event) {
    if (!event.target.closest) { return; }
    document.querySelectorAll('details.report-drop[open], details.card-pictures[open]').forEach(function (open) {
      if (!open.contains(event.target) || event.target.closest('.card-pictures-list button')) { open.open = false; }
    });
  });
  document.addEventListener('keydown', function (event) {
    var open = event.key === 'Escape' && event.target.closest && event.target.closest('details.report-drop[open], details.card-pictures[open]');
    if (open) {
      open.open = false;
      open.querySelector('summary').focus();
    }
  });
})();
