# Runs all cells of a notebook and prints what they have shown, as JSON by the IDs of the cells. notebook.ts starts it.
import json
import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], 4)
NotebookClient(notebook, timeout=120).execute()
print(json.dumps({cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}))
