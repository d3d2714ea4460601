"use strict";
// Without this script every programme stands below the last one; with it they are tabs.
(function () {
  document.querySelectorAll("[data-tabs]").forEach(function (box) {
    var panels = Array.prototype.slice.call(box.querySelectorAll("[data-tab]"));
    if (panels.length < 2) { return; }
    var list = document.createElement("div");
    list.className = "tablist";
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", "Missions");
    var tabs = panels.map(function (panel) {
      var tab = document.createElement("button");
      tab.type = "button";
      tab.id = panel.id + "-tab";
      tab.textContent = panel.dataset.tab;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      list.appendChild(tab);
      return tab;
    });
    function show(chosen) {
      tabs.forEach(function (tab, number) {
        var selected = number === chosen;
        tab.setAttribute("aria-selected", String(selected));
        tab.tabIndex = selected ? 0 : -1;
        panels[number].hidden = !selected;
      });
    }
    tabs.forEach(function (tab, number) {
      tab.addEventListener("click", function () { show(number); });
      tab.addEventListener("keydown", function (event) {
        var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) { return; }
        var next = (number + step + tabs.length) % tabs.length;
        show(next);
        tabs[next].focus();
        event.preventDefault();
      });
    });
    box.insertBefore(list, box.firstChild);
    box.classList.add("tabbed");
    show(0);
  });
  // What is folded away on the screen is wanted on paper.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
})();
