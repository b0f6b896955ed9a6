// Charts are drawn for the width of the screen and do not draw themselves anew for paper: the page is made as much
// smaller as A4 across asks, so that nothing is cut off.
(function () {
  'use strict';
  var PAPER_PX = 1030;
  window.addEventListener('beforeprint', function () {
    var content = document.querySelector('.page-compliance .content');
    if (!content) { return; }
    document.documentElement.style.setProperty('--print-zoom', Math.min(1, PAPER_PX / content.clientWidth).toFixed(3));
  });
})();
