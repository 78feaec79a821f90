#!/bin/sh
# The whole recipe from nothing: installs, fetches the art, trains, exports, evaluates.
#
#   models/emoji/training/run.sh            everything goes to models/emoji/training/work; EMOJI_WORK names another folder
#
# A stage that is done is not run again; delete its name from work/done to repeat it, and a stage that was interrupted
# goes on from its checkpoint. Minutes are for a machine of two cores that is otherwise idle; a GPU is used where torch
# finds one. The seed is in settings.py, the figures go to work/figures.json. Needs Python 3.11 or later, node and npm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
export EMOJI_WORK="${EMOJI_WORK:-$here/work}"
mkdir -p "$EMOJI_WORK/packages" "$EMOJI_WORK/done"
cd "$here"

stage() { # stage NAME COMMAND...
  name=$1
  shift
  if [ -e "$EMOJI_WORK/done/$name" ]; then return; fi
  echo "== $name"
  "$@"
  touch "$EMOJI_WORK/done/$name"
}

install() {
  python3 -m venv "$EMOJI_WORK/python"
  "$EMOJI_WORK/python/bin/pip" install --quiet --requirement requirements.txt
}

fetch() { # the packages keep their licences: MIT (Fluent Emoji, emojibase), Apache-2.0 (Noto Emoji)
  for package in @iconify-json/fluent-emoji-flat@1.2.6 @iconify-json/fluent-emoji@1.2.7 @iconify-json/noto@1.2.9 \
    emojibase-data@17.0.0; do
    archive=$(cd "$EMOJI_WORK/packages" && npm pack --silent "$package" | tail -1)
    mkdir -p "$EMOJI_WORK/packages/${archive%.tgz}"
    tar xzf "$EMOJI_WORK/packages/$archive" -C "$EMOJI_WORK/packages/${archive%.tgz}"
    rm "$EMOJI_WORK/packages/$archive"
  done
}

export_model() { # a copy of the model's folder with the new parts, so that the old one can be compared with it
  mkdir -p "$EMOJI_WORK/models/emoji-new"
  for part in model_index.json easel.json scheduler tokenizer evaluation; do
    cp -R "$here/../$part" "$EMOJI_WORK/models/emoji-new/"
  done
  "$python" export.py "$EMOJI_WORK/models/emoji-new"
}

stage install install
python="$EMOJI_WORK/python/bin/python"
stage fetch fetch
stage art "$python" art.py
stage codec "$python" train_codec.py --minutes "${CODEC_MINUTES:-12}" --rate 1.5e-3
stage refine "$python" train_codec.py --refine --minutes "${REFINE_MINUTES:-7}"
stage drawings "$python" drawings.py
stage text "$python" train_text.py --minutes "${TEXT_MINUTES:-14}"
stage denoiser "$python" train_denoiser.py --minutes "${DENOISER_MINUTES:-60}"
stage export export_model
cd "$root"
npm run --silent models -- evaluate emoji-new --models "$EMOJI_WORK/models" --sheet "$EMOJI_WORK/contact-sheet.png" \
  --json >"$EMOJI_WORK/figures.json"
cat "$EMOJI_WORK/figures.json"
