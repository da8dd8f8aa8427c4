// In the place of VS Code's `@vscode/spdlog`, which has to be compiled: writes the same log files, so that tests can read
// what an extension has logged.
const { appendFileSync, mkdirSync } = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  #file;
  #plain = false;

  constructor(_kind, _name, file) {
    this.#file = file;
    mkdirSync(path.dirname(file), { recursive: true });
    levels.forEach((level, at) => {
      this[level] = (message) => this.#write(levels[at], message);
    });
  }

  #write(level, message) {
    appendFileSync(this.#file, this.#plain ? message : `${new Date().toISOString()} [${level}] ${message}\n`);
  }

  clearFormatters() {
    this.#plain = true;
  }

  // VS Code asks of the level before it logs, and here everything is written at once.
  getLevel() {
    return 0;
  }
  setLevel() {}
  setPattern() {}
  flush() {}
  drop() {}
}

const createRotatingLogger = async (name, file) => new Logger('rotating', name, file);

// One by one: so that whoever imports it from an ECMAScript module, as VS Code does, finds them by their names.
exports.version = 0;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.Logger = Logger;
exports.createRotatingLogger = createRotatingLogger;
exports.createAsyncRotatingLogger = createRotatingLogger;
