// Full-text search in the page: window.SckgSearch. The page brings its own tokenizer for Hangul and Han.
import MiniSearch from "minisearch";

window.SckgSearch = Object.freeze({ MiniSearch });
