// What we add to nbgrader's page of one submission: what is still to grade, the rubric as fields, saving that loses
// nothing, and keys that work from any field.
(function () {
  "use strict";
  var saving = 0;
  var KEPT = ["manual_score", "extra_credit", "needs_manual_grade", "manual_comment"];

  // --- saving: one request at a time for a field, with what was seen before; the server refuses what changed meanwhile

  function seen(model) { model.seen = _.pick(model.attributes, KEPT); }
  [Grade, Comment].forEach(function (kind) {
    kind.prototype.initialize = function () { seen(this); };
    kind.prototype.toJSON = function () { return _.extend({}, this.attributes, { seen: this.seen }); };
  });

  function keep(ui, wanted) {
    ui.wanted = _.extend(ui.wanted || {}, wanted);
    if (!ui.busy && !ui.clashes) { send(ui); }
  }

  function send(ui) {
    var sending = ui.wanted;
    ui.wanted = null;
    ui.busy = true;
    saving += 1;
    function ended() { ui.busy = false; saving -= 1; }
    ui.model.save(sending, {
      wait: true,
      success: function () {
        ended();
        seen(ui.model);
        tell(ui, "");
        if (ui.wanted) { send(ui); } else { ui.render(); }
      },
      error: function (model, reply) {
        ended();
        ui.$glyph.hide();
        var said = reply.responseJSON || {};
        if (reply.status === 409) {
          ui.wanted = _.extend(sending, ui.wanted);
          clash(ui, said);
        } else {
          ui.wanted = null;
          tell(ui, said.message || "Not saved: formgrader cannot be reached. Change the field again when it is back.");
        }
      }
    });
  }

  // Say something below the cell; return where.
  function tell(ui, text) {
    var place = ui.el.querySelector(".said");
    if (!place) {
      place = document.createElement("div");
      place.className = "said";
      place.setAttribute("role", "alert");
      ui.el.append(place);
    }
    place.textContent = text;
    place.classList.toggle("problem", Boolean(text));
    return place;
  }

  // Nothing more of this cell is sent until the person chooses.
  function clash(ui, said) {
    var place = tell(ui, said.message + " ");
    ui.clashes = true;
    ui.model.seen = _.pick(said.now, KEPT);
    Rubric.letChoose(place, function () {
      ui.clashes = false;
      ui.wanted = null;
      ui.model.set(said.now);
      ui.show();
      tell(ui, "");
    }, function () {
      ui.clashes = false;
      send(ui);
    });
  }

  // Fill a field from the gradebook, unless somebody typed into it meanwhile.
  function fill(field, value) {
    var text = value === null || value === undefined ? "" : String(value);
    if (field.val() === (field.data("known") || "")) { field.val(text); }
    field.data("known", field.val() === text ? text : field.data("known"));
  }
  function handedOver(field) { field.data("known", field.val()); }
  function put(field, value) { field.val(value === null || value === undefined ? "" : String(value)); handedOver(field); }

  var draw = GradeUI.prototype.render;
  GradeUI.prototype.render = function () {
    var typed = [this.$score, this.$extra_credit].map(function (field) { return [field, field.val()]; });
    draw.call(this);
    var values = [this.model.get("manual_score"), this.model.get("extra_credit")];
    typed.forEach(function (one, place) { one[0].val(one[1]); fill(one[0], values[place]); });
  };
  GradeUI.prototype.show = function () {
    put(this.$score, this.model.get("manual_score"));
    put(this.$extra_credit, this.model.get("extra_credit"));
    this.render();
  };
  GradeUI.prototype.save = function () {
    var score = Rubric.points(this.$score.val(), this.model.get("max_score"));
    var extra = Rubric.points(this.$extra_credit.val(), null);
    Rubric.complain(this.$score[0], score.problem);
    Rubric.complain(this.$extra_credit[0], extra.problem);
    if (score.problem || extra.problem) { return; }
    handedOver(this.$score);
    handedOver(this.$extra_credit);
    keep(this, { manual_score: score.value, extra_credit: extra.value });
  };
  GradeUI.prototype.assignFullCredit = function () { this.give(this.model.get("max_score")); };
  GradeUI.prototype.assignNoCredit = function () {
    put(this.$extra_credit, 0);
    this.give(0);
  };
  GradeUI.prototype.give = function (points) {
    this.$score.val(Rubric.shown(points));
    this.save();
    this.$score.trigger("marked").select().focus();
  };
  CommentUI.prototype.render = function () { fill(this.$comment, this.model.get("manual_comment")); };
  CommentUI.prototype.show = function () {
    put(this.$comment, this.model.get("manual_comment"));
    this.$comment.trigger("marked");
  };
  CommentUI.prototype.save = function () {
    handedOver(this.$comment);
    keep(this, { manual_comment: this.$comment.val() });
  };

  // --- keys and links: leave when all is saved, stay where something is not

  FormGrader.prototype.save = function (callback) {
    if (document.activeElement && document.activeElement !== document.body) { document.activeElement.blur(); }
    (function wait() {
      if (document.querySelector("#notebook [aria-invalid], #notebook .said.problem")) { return; }
      if (saving) { setTimeout(wait, 30); } else if (callback) { callback(); }
    })();
  };
  document.querySelectorAll("li.next a, li.previous a").forEach(function (link) {
    link.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
      event.preventDefault();
      formgrader.save(function () { window.location = link.href; });
    });
  });

  // A page that moves under the pointer lets a click meet the wrong button: it moves for the keyboard, and at once.
  var byPointer = false;
  document.addEventListener("mousedown", function () { byPointer = true; }, true);
  document.addEventListener("keydown", function () { byPointer = false; }, true);
  FormGrader.prototype.scrollToLastSelected = function () {
    this.setCurrentIndex();
    history.replaceState(history.state, "", this.navigateTo(""));
    if (!byPointer) { $("body, html").stop().scrollTop(this.getScrollPosition()); }
  };

  // --- the rubric as fields

  function setUp(rubric) {
    var name = rubric.dataset.cell;
    var comment = document.getElementById(name + "-comment");
    var score = document.getElementById(name);
    if (!comment || !score) { return; }
    var rows = Rubric.rowsOf(rubric);

    function read() {
      Rubric.read(comment.value, rows);
      showSum();
    }

    function showSum() {
      var most = rows.reduce(function (total, one) { return total + one.most; }, 0);
      var given = Rubric.marked(rows).length, sum = Rubric.sum(rows);
      var text = given + " of " + rows.length + " marks set, " + Rubric.shown(sum) + " of " + Rubric.shown(most) + " points";
      var typed = Rubric.points(score.value, null).value;
      if (given && typed !== null && Math.abs(typed - sum) > 0.005) { text += "; the score is " + Rubric.shown(typed); }
      rubric.querySelector(".rubric-sum").textContent = text;
    }

    function write() {
      var points = rows.map(function (one) { return one.points; });
      var rest = Rubric.read(comment.value, rows);
      rows.forEach(function (one, place) { one.points = points[place]; });
      comment.value = Rubric.write(rows, rest);
      $(comment).trigger("change");
      if (Rubric.marked(rows).length === rows.length) {
        score.value = Rubric.shown(Rubric.sum(rows));
        $(score).trigger("change");
      }
      showSum();
    }

    Rubric.listen(rows, write);
    $(comment).on("change marked", read);
    $(score).on("change marked", showSum);
    $(document).on("finished_saving", showSum);
    read();
  }

  // The figure stands beside its rubric, which stays in sight.
  function putBeside(rubric) {
    var row = rubric.closest(".cell"), figure = row.previousElementSibling;
    figure = figure && figure.querySelector(".output_wrapper");
    if (!figure) { return; }
    var both = document.createElement("div");
    both.className = "figure-and-rubric";
    row.before(both);
    both.append(figure, row);
  }

  // --- what a screen reader and a keyboard need of nbgrader's fields

  function label() {
    document.querySelectorAll(".score, .extra-credit").forEach(function (field) {
      field.type = "text";
      field.inputMode = "decimal";
    });
    document.querySelectorAll(".score").forEach(function (field) { field.setAttribute("aria-label", "Score of " + field.id); });
    document.querySelectorAll(".extra-credit").forEach(function (field) {
      field.setAttribute("aria-label", "Extra credit for " + field.id.replace(/_extra_credit$/, ""));
    });
    document.querySelectorAll("textarea.comment").forEach(function (field) {
      field.setAttribute("aria-label", "Comment on " + field.id.replace(/-comment$/, ""));
    });
    document.querySelectorAll(".breadcrumb .glyphicon, .help").forEach(function (button) {
      var names = button.classList.contains("name-hidden") ? "Show the student's name" : "Hide the student's name";
      button.removeAttribute("aria-hidden");
      button.setAttribute("role", "button");
      button.setAttribute("tabindex", "0");
      button.setAttribute("aria-label", button.classList.contains("help") ? "Keyboard shortcuts" : names);
      button.addEventListener("keydown", function (event) {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          event.stopPropagation();
          button.click();
        }
      });
    });
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
          byPointer = false;
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
  label();
  document.querySelectorAll(".rubric").forEach(putBeside);
  $(window).on("load", whenLoaded);
})();
