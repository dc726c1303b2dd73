/* Files joined to a ticket: sent one after the other to our own route, each with its progress, then the sheet looks again. */
(() => {
  "use strict";
  const said = (template, name) => template.replace("{name}", name);

  function line(place, kind, text) {
    const item = document.createElement("div");
    item.className = kind;
    item.textContent = text;
    place.append(item);
    return item;
  }

  function send(file, input, place) {
    if (file.size > Number(input.dataset.bytes)) {
      line(place, "note bad", said(input.dataset.large, file.name));
      return Promise.resolve();
    }
    const item = line(place, "sending", said(input.dataset.sending, file.name));
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", file.name);
    item.append(bar);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", `${input.dataset.attach}?nom=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = (event) => {
        if (event.lengthComputable && event.loaded < event.total) [bar.max, bar.value] = [event.total, event.loaded];
        else bar.removeAttribute("value"); // all is sent: it is being checked
      };
      request.onload = () => {
        item.remove();
        if (request.status !== 201) line(place, "note bad", request.status < 500 ? request.responseText : said(input.dataset.failed, file.name));
        done();
      };
      request.onerror = () => {
        item.remove();
        line(place, "note bad", said(input.dataset.failed, file.name));
        done();
      };
      request.send(file);
    });
  }

  document.addEventListener("change", async (event) => {
    const input = event.target.closest("input[data-attach]");
    const place = document.querySelector("#ticket-uploads [data-uploads]");
    if (!input || !place) return;
    const files = [...input.files];
    place.replaceChildren();
    for (const file of files) await send(file, input, place);
    input.value = "";
    document.querySelector("#ticket-files [data-act='files']")?.click();
  });
})();
