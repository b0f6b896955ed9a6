// The browser's half of dashboard/components/svg.py: SVG elements as components. Only what stands here is passed on.
(function () {
  'use strict';
  var TAGS = ['svg', 'g', 'path', 'circle', 'rect', 'line', 'text', 'title', 'defs', 'use'];
  var NAMES = ['id', 'className', 'role', 'viewBox', 'd', 'cx', 'cy', 'r', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'rx', 'width', 'height',
    'href', 'transform', 'textAnchor'];
  window.pantau_svg = {
    SvgElement: function (props) {
      var given = {};
      Object.keys(props).forEach(function (name) {
        if (NAMES.indexOf(name) >= 0 || /^(data|aria)-/.test(name)) { given[name] = props[name]; }
      });
      return TAGS.indexOf(props.tag) < 0 ? null : window.React.createElement(props.tag, given, props.children);
    }
  };
})();
