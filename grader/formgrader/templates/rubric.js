// What a mark is, for all pages: a line "[0.5 of 0.5] item" in the comment of a cell.
var Rubric = (function () {
  "use strict";

  function shown(value) { return String(Math.round(value * 10000) / 10000); }

  // Return the points that a field holds, null for none, and what is wrong with it. Nothing is cut to fit.
  function points(text, most) {
    text = text.trim();
    if (text === "") { return { value: null, problem: "" }; }
    var value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (isNaN(value) || (most !== null && value > most + 1e-9)) {
      var upto = most === null ? "of 0 or more" : "from 0 to " + shown(most);
      return { value: null, problem: "“" + text + "” is not saved: type a number " + upto + ", such as 0.5." };
    }
    return { value: value, problem: "" };
  }

  // Show what is wrong with a field beside it, "" for nothing.
  function complain(field, problem) {
    var said = field.parentNode.querySelector(":scope > .problem");
    if (!said && problem) {
      said = document.createElement("span");
      said.className = "problem";
      said.setAttribute("role", "alert");
      field.parentNode.append(said);
    }
    if (said) { said.textContent = problem; }
    if (problem) { field.setAttribute("aria-invalid", "true"); } else { field.removeAttribute("aria-invalid"); }
  }

  // Return the rows of a rubric's table: most points, text, and the field.
  function rowsOf(rubric) {
    return Array.prototype.map.call(rubric.querySelectorAll("tr[data-points]"), function (row) {
      return { most: Number(row.dataset.points), text: row.dataset.text, field: row.querySelector(".mark"), row: row, points: null };
    });
  }

  function markIn(line, rows) {
    var found = /^\s*\[(\d+(?:\.\d+)?) of (\d+(?:\.\d+)?)\]\s+(.*?)\s*$/.exec(line);
    var row = found && rows.find(function (one) { return one.text === found[3]; });
    return row ? { row: row, points: Number(found[1]) } : null;
  }

  // Fill rows from a comment; return the comment without their marks.
  function read(comment, rows) {
    rows.forEach(function (one) { one.points = null; });
    var rest = comment.split("\n").filter(function (line) {
      var mark = markIn(line, rows);
      if (mark) { mark.row.points = mark.points; }
      return !mark;
    });
    rows.forEach(function (one) {
      if (!one.field.hasAttribute("aria-invalid")) { one.field.value = one.points === null ? "" : shown(one.points); }
    });
    return rest.join("\n").replace(/^\n+/, "");
  }

  function write(rows, rest) {
    var lines = marked(rows).map(function (one) { return "[" + shown(one.points) + " of " + shown(one.most) + "] " + one.text; });
    return lines.join("\n") + (lines.length && rest ? "\n\n" : "") + rest;
  }

  function marked(rows) { return rows.filter(function (one) { return one.points !== null; }); }
  function sum(rows) { return marked(rows).reduce(function (total, one) { return total + one.points; }, 0); }

  // Call `changed` when a row of the rubric gets other points, by its field or its buttons.
  function listen(rows, changed) {
    rows.forEach(function (one) {
      one.field.addEventListener("change", function () {
        var typed = points(one.field.value, one.most);
        complain(one.field, typed.problem);
        if (typed.problem) { return; }
        one.points = typed.value;
        changed();
      });
      [["mark-full", one.most], ["mark-none", 0]].forEach(function (button) {
        one.row.querySelector("." + button[0]).addEventListener("click", function () {
          complain(one.field, "");
          one.points = button[1];
          one.field.value = shown(one.points);
          changed();
        });
      });
    });
  }

  // A mark changed meanwhile: let the person choose which of the two stays.
  function letChoose(place, keep, putMine) {
    [["Keep that", keep], ["Put mine over it", putMine]].forEach(function (choice) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-default btn-xs";
      button.textContent = choice[0];
      button.addEventListener("click", choice[1]);
      place.append(button, " ");
    });
  }

  return { letChoose: letChoose, shown: shown, points: points, complain: complain, rowsOf: rowsOf, read: read, write: write, marked: marked, sum: sum, listen: listen };
})();
