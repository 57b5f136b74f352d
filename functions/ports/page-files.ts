/** The built pages: texts by path, each page in a folder, e.g. `panel/panel.html` and `panel/panel/panel-abc.js`. */
export type PageFiles = ReadonlyMap<string, string>;
