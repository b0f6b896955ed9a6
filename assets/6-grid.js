// AG Grid is a megabyte that most pages never show. This stands in for it until a page draws a grid: then the real
// script is fetched once, and takes over.
(function () {
  'use strict';
  var SCRIPT = '/_dash-component-suites/dash_ag_grid/dash_ag_grid.min.js';
  var loading = null;
  function load() {
    if (loading) { return loading; }
    loading = new Promise(function (resolve, reject) {
      var node = document.createElement('script');
      node.src = SCRIPT;
      node.onload = function () { resolve({ default: window.dash_ag_grid.AgGrid }); };
      node.onerror = function () { loading = null; reject(new Error('Tabel tidak dapat dimuat; muat ulang halaman.')); };
      document.head.appendChild(node);
    });
    return loading;
  }
  if (!window.dash_ag_grid) {
    var Real = React.lazy(load);
    var AgGrid = function (props) {
      return React.createElement(
        React.Suspense,
        { fallback: React.createElement('p', { className: 'grid-loading', role: 'status' }, 'Memuat tabel …') },
        React.createElement(Real, props)
      );
    };
    AgGrid.dashRenderType = true;
    window.dash_ag_grid = { AgGrid: AgGrid };
  }
})();
