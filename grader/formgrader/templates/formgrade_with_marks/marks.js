// What we add to nbgrader's page of one submission: what is still to grade, and the rubric as fields. A field stands
// for a line "[0.5 of 0.5] item" in the comment of the cell, which nbgrader saves.
(function () {
  "use strict";

  // Decimal commas and points are both typed; a line shows no needless zeros.
  function asNumber(text) { return text.trim() === "" ? null : Number(text.replace(",", ".")); }
  function shown(value) { return String(Math.round(value * 10000) / 10000); }

  function setUp(rubric) {
    var name = rubric.dataset.cell;
    var comment = document.getElementById(name + "-comment");
    var score = document.getElementById(name);
    if (!comment || !score) { return; }
    var rows = Array.prototype.map.call(rubric.querySelectorAll("tr"), function (row) {
      return { most: Number(row.dataset.points), text: row.dataset.text, field: row.querySelector(".mark"), row: row };
    });

    // Return the row that a line of the comment is the mark of, and its points.
    function markIn(line) {
      var found = /^\s*\[(\d+(?:\.\d+)?) of (\d+(?:\.\d+)?)\]\s+(.*?)\s*$/.exec(line);
      var row = found && rows.find(function (one) { return one.text === found[3]; });
      return row ? { row: row, points: Number(found[1]) } : null;
    }

    function read() {
      rows.forEach(function (one) { one.field.value = ""; });
      comment.value.split("\n").forEach(function (line) {
        var mark = markIn(line);
        if (mark) { mark.row.field.value = shown(mark.points); }
      });
      showSum();
    }

    function marked() { return rows.filter(function (one) { return asNumber(one.field.value) !== null; }); }

    function sum() {
      return marked().reduce(function (total, one) { return total + asNumber(one.field.value); }, 0);
    }

    function showSum() {
      var given = marked().length, most = rows.reduce(function (total, one) { return total + one.most; }, 0);
      var text = given + " of " + rows.length + " marks set, " + shown(sum()) + " of " + shown(most) + " points";
      var typed = asNumber(score.value);
      if (given && typed !== null && Math.abs(typed - sum()) > 0.005) { text += "; the score is " + shown(typed); }
      rubric.querySelector(".rubric-sum").textContent = text;
    }

    function write() {
      rows.forEach(function (one) {
        var points = asNumber(one.field.value);
        if (points !== null) {
          one.field.value = isNaN(points) ? "" : shown(Math.min(Math.max(points, 0), one.most));
        }
      });
      var rest = comment.value.split("\n").filter(function (line) { return !markIn(line); }).join("\n");
      var lines = marked().map(function (one) {
        return "[" + shown(asNumber(one.field.value)) + " of " + shown(one.most) + "] " + one.text;
      });
      rest = rest.replace(/^\n+/, "");
      comment.value = lines.join("\n") + (lines.length && rest ? "\n\n" : "") + rest;
      $(comment).trigger("change");
      if (lines.length === rows.length) {
        score.value = shown(sum());
        $(score).trigger("change");
      }
      showSum();
    }

    rows.forEach(function (one) {
      one.field.addEventListener("change", write);
      [["mark-full", one.most], ["mark-none", 0]].forEach(function (button) {
        one.row.querySelector("." + button[0]).addEventListener("click", function () {
          one.field.value = shown(button[1]);
          write();
        });
      });
    });
    $(comment).on("change", read);
    $(score).on("change", showSum);
    $(document).on("finished_saving", showSum);
    read();
  }

  // Above the notebook stays a list of links to the scores that wait for a person.
  function listWhatWaits() {
    var list = document.createElement("nav");
    list.className = "for-the-ta still-to-grade";
    list.setAttribute("aria-label", "Still to grade");
    document.getElementById("notebook").prepend(list);
    function show() {
      var waiting = {};
      formgrader.grades.each(function (grade) { waiting[grade.get("name")] = grade.get("needs_manual_grade"); });
      var fields = Array.prototype.filter.call(document.querySelectorAll(".score"), function (field) {
        return waiting[field.id];
      });
      list.textContent = fields.length ? "Still to grade: " : "Nothing is left to grade here.";
      fields.forEach(function (field) {
        var link = document.createElement("a");
        link.href = "#" + field.id;
        link.textContent = field.id;
        link.addEventListener("click", function (event) {
          event.preventDefault();
          field.focus();
        });
        list.append(link);
      });
    }
    formgrader.grades.on("sync", show);
    show();
  }

  // nbgrader fetches scores and comments after the page is there, and then fills the fields.
  function whenLoaded() {
    var grades = formgrader.grades, comments = formgrader.comments;
    if (grades && grades.loaded && comments && comments.loaded) {
      document.querySelectorAll(".rubric").forEach(setUp);
      listWhatWaits();
    } else {
      setTimeout(whenLoaded, 50);
    }
  }

  // Without a network there is no MathJax, and nbgrader would give up its keyboard shortcuts.
  window.MathJax = window.MathJax || {
    Hub: { Startup: { signal: { Interest: function (then) { setTimeout(function () { then("End"); }, 0); } } } }
  };
  $(window).on("load", whenLoaded);
})();
