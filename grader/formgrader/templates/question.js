// The page of one question: each form saves itself, with the version that the person saw.
(function () {
  "use strict";
  var page = document.getElementById("question");

  function ask(method, address, body) {
    var cookie = /\b_xsrf=([^;]*)/.exec(document.cookie);
    return fetch(address, {
      method: method,
      headers: { "Content-Type": "application/json", "X-XSRFToken": cookie ? cookie[1] : "" },
      body: JSON.stringify(body)
    }).then(function (reply) {
      return reply.json().then(function (said) { return { ok: reply.ok, said: said }; });
    }).catch(function () {
      return { ok: false, said: { message: "Not saved: formgrader cannot be reached. Change the field again when it is back." } };
    });
  }

  // What a form holds: its rubric's rows, score and comment. `changed` is called when one of them is another one.
  function fieldsOf(form, changed) {
    var score = form.querySelector(".score"), comment = form.querySelector(".comment"), rows = Rubric.rowsOf(form);
    function valid() {
      var typed = Rubric.points(score.value, Number(score.dataset.most));
      Rubric.complain(score, typed.problem);
      return !typed.problem;
    }
    var fields = {
      comment: comment,
      read: function () { Rubric.read(comment.value, rows); },
      fill: function (state) {
        score.value = state.score === null ? "" : Rubric.shown(state.score);
        comment.value = state.comment;
        Rubric.complain(score, "");
        fields.read();
      },
      value: function () { return { score: Rubric.points(score.value, Number(score.dataset.most)).value, comment: comment.value }; },
      valid: function () { return valid() && !form.querySelector("[aria-invalid]"); }
    };
    Rubric.listen(rows, function () {
      var points = rows.map(function (one) { return one.points; });
      var rest = Rubric.read(comment.value, rows);
      rows.forEach(function (one, place) { one.points = points[place]; });
      comment.value = Rubric.write(rows, rest);
      fields.read();
      if (Rubric.marked(rows).length === rows.length) { score.value = Rubric.shown(Rubric.sum(rows)); }
      changed();
    });
    score.addEventListener("change", function () { if (valid()) { changed(); } });
    comment.addEventListener("change", function () {
      fields.read();
      changed();
    });
    var bank = form.querySelector(".bank");
    if (bank) {
      bank.addEventListener("change", function () {
        var text = bank.value, said = comment.value.replace(/\s+$/, "");
        bank.value = "";
        if (!text || said.split(/\n\s*\n/).indexOf(text) >= 0) { return; }
        comment.value = said + (said ? "\n\n" : "") + text;
        fields.read();
        changed();
      });
    }
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    return fields;
  }

  function setUp(article) {
    var form = article.querySelector("form"), said = form.querySelector(".said"), busy = false, again = false, clashes = false;
    var last = JSON.parse(form.querySelector("script").textContent);
    var fields = fieldsOf(form, save);
    fields.fill(last);

    function save() {
      if (clashes) { return; }
      if (busy) { again = true; return; }
      var now = fields.value(), body = { seen: {} };
      if (now.score !== last.score) { body.score = now.score; }
      if (now.comment !== last.comment) { body.comment = now.comment; }
      if (!("score" in body || "comment" in body)) { return; }
      body.seen[article.dataset.submission] = article.dataset.version;
      busy = true;
      article.classList.add("saving");
      ask("PUT", page.dataset.address, body).then(function (reply) {
        busy = false;
        article.classList.remove("saving");
        if (!reply.ok) { tell(reply.said.message || "Not saved."); return; }
        var state = reply.said.cells[article.dataset.submission];
        if (!state) { tell("Not saved: this submission is no longer there."); return; }
        article.dataset.version = state.version;
        if (state.refused) { clash(reply.said.said[0], state); return; }
        tell("");
        show(state);
        if (again) {
          again = false;
          last = { score: state.score, comment: state.comment };
          save();
        }
      });
    }

    function show(state) {
      last = { score: state.score, comment: state.comment };
      article.classList.toggle("waits", state.waits);
      form.querySelector(".state").textContent = state.waits ? "waits" : "saved";
    }

    function tell(text) {
      said.textContent = text;
      said.classList.toggle("problem", Boolean(text));
    }

    function clash(text, state) {
      tell(text + " ");
      clashes = true;
      again = false;
      Rubric.letChoose(said, function () {
        clashes = false;
        fields.fill(state);
        show(state);
        tell("");
      }, function () {
        var now = fields.value();
        clashes = false;
        fields.fill({
          score: now.score === last.score ? state.score : now.score,
          comment: now.comment === last.comment ? state.comment : now.comment
        });
        last = { score: state.score, comment: state.comment };
        tell("");
        save();
      });
    }
  }

  // A second look: its mark is kept apart.
  function setUpSecond(article) {
    var form = article.querySelector("form"), said = form.querySelector(".said"), state = form.querySelector(".state");
    var fields = fieldsOf(form, function () {
      var score = fields.value().score;
      ask("PUT", page.dataset.address + "/second", { id: article.dataset.submission, score: score }).then(function (reply) {
        said.textContent = reply.ok ? "" : reply.said.message || "Not saved.";
        if (reply.ok) { state.textContent = reply.said.score === null ? "waits for a second mark" : "second mark saved"; }
      });
    });
    fields.fill(JSON.parse(form.querySelector("script").textContent));
  }

  // One mark for the ticked answers of a group. The page is loaded again then: many answers are other ones.
  function setUpGroup(group) {
    var form = group.querySelector(".group-mark form"), button = form.querySelector(".give"), said = form.querySelector(".said");
    var fields = fieldsOf(form, function () {});
    function ticked() {
      return Array.prototype.filter.call(group.querySelectorAll("article"), function (one) { return one.querySelector(".ticked").checked; });
    }
    function count() {
      button.textContent = "Give this to the " + ticked().length + " ticked";
      button.disabled = !ticked().length;
    }
    group.querySelectorAll(".ticked").forEach(function (box) { box.addEventListener("change", count); });
    button.addEventListener("click", function () {
      var given = fields.value(), body = { seen: {}, kind: "group" };
      if (!fields.valid()) { return; }
      if (given.score !== null) { body.score = given.score; }
      if (given.comment.trim()) { body.comment = given.comment; }
      if (!("score" in body || "comment" in body)) {
        said.textContent = "Give a score or a comment first.";
        return;
      }
      ticked().forEach(function (one) { body.seen[one.dataset.submission] = one.dataset.version; });
      button.disabled = true;
      ask("PUT", page.dataset.address, body).then(function (reply) {
        if (reply.ok) { again(reply.said.said); return; }
        said.textContent = reply.said.message || "Not saved.";
        count();
      });
    });
    count();
  }

  // Load the page again, and say there what was refused.
  function again(said) {
    sessionStorage.setItem("said", said.join(" "));
    location.reload();
  }

  document.querySelectorAll("article.answer:not(.second)").forEach(setUp);
  document.querySelectorAll("article.second").forEach(setUpSecond);
  document.querySelectorAll(".group").forEach(setUpGroup);
  document.querySelectorAll(".undo").forEach(function (button) {
    button.addEventListener("click", function () {
      ask("PUT", page.dataset.address + "/undo", { act: button.dataset.act }).then(function (reply) {
        again(reply.ok ? reply.said.said : [reply.said.message || "Not undone."]);
      });
    });
  });
  document.querySelectorAll(".change").forEach(function (button) {
    button.addEventListener("click", function () {
      var row = button.closest("tr"), field = row.querySelector(".new"), typed = field.value;
      if (row.dataset.most) {
        var points = Rubric.points(typed, Number(row.dataset.most));
        var problem = points.problem || (points.value === null ? "Type the points." : "");
        Rubric.complain(field, problem);
        if (problem) { return; }
        typed = "[" + Rubric.shown(points.value) + " of " + Rubric.shown(Number(row.dataset.most)) + "] " + row.dataset.text;
      }
      ask("PUT", page.dataset.address + "/change", { old: row.dataset.old, new: typed }).then(function (reply) {
        again(reply.ok ? reply.said.said : [reply.said.message || "Not changed."]);
      });
    });
  });
  document.getElementById("report").textContent = sessionStorage.getItem("said") || "";
  sessionStorage.removeItem("said");
})();
