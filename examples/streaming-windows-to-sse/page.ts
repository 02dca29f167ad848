/** A page that shows the windows as they change. */
export const page = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width" />
  <title>Windows</title>
  <h1>Records in windows of two seconds</h1>
  <table><thead><tr><th>Start</th><th>Records</th><th>Mean</th></tr></thead><tbody></tbody></table>
  <script>
    const body = document.querySelector('tbody');
    const rows = new Map();
    new EventSource('/events').addEventListener('window', ({ data }) => {
      const { start, records, mean } = JSON.parse(data);
      if (!rows.has(start)) rows.set(start, body.insertRow(0));
      rows.get(start).innerHTML = [start, records, mean].map((cell) => '<td>' + cell + '</td>').join('');
    });
  </script>
</html>
`;
