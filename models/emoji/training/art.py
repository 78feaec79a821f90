"""Art as pixels: SVG drawn once per picture, then laid on a canvas at a size and a place.

`python art.py` writes pictures.npy: uint8 (pictures, len(SCALES), PIXELS, PIXELS, 4), straight alpha, centred; and
pictures.json: the concept and the style of each.
"""

import io
import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import resvg_py
from PIL import Image

from concepts import load_concepts
from settings import DATA, FACTOR, PIXELS, SCALES

INK_MIN = 2  # mean alpha of 255 below which a drawing counts as empty: a few bodies use what resvg does not draw


def draw(body: str, view: int) -> np.ndarray | None:
    """An SVG body as premultiplied float RGBA of twice the largest size, or None if nothing shows."""
    side = 2 * max(SCALES)
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    svg = f'<svg {names} viewBox="0 0 {view} {view}">{body}</svg>'
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=side, height=side))
    image = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(np.float32)
    if image[..., 3].mean() < INK_MIN:
        return None
    image[..., :3] *= image[..., 3:] / 255
    return image


def lay(image: np.ndarray, side: int) -> np.ndarray:
    """Premultiplied art at this side in the middle of the canvas, with straight alpha: uint8 (PIXELS, PIXELS, 4)."""
    # Resized premultiplied: the colour under transparent pixels would leave dark fringes.
    channels = [np.asarray(Image.fromarray(image[..., i]).resize((side, side), Image.LANCZOS)) for i in range(4)]
    small = np.clip(np.stack(channels, -1), 0, 255)
    alpha = np.maximum(small[..., 3:], 1)
    small[..., :3] = np.where(small[..., 3:] > 0, small[..., :3] * 255 / alpha, 0)
    canvas = np.zeros((PIXELS, PIXELS, 4), np.uint8)
    edge = (PIXELS - side) // 2
    canvas[edge : edge + side, edge : edge + side] = np.clip(small, 0, 255).round()
    return canvas


def move(canvas: np.ndarray, down: int, right: int, mirrored: bool) -> np.ndarray:
    """A centred canvas mirrored if asked, then moved by latent cells; what leaves the canvas must be empty."""
    if mirrored:
        canvas = canvas[:, ::-1]
    return np.roll(canvas, (down * FACTOR, right * FACTOR), (0, 1))


def main() -> None:
    """Draws every picture of every concept."""
    DATA.mkdir(parents=True, exist_ok=True)
    jobs = [
        (number, style, *art)
        for number, concept in enumerate(load_concepts())
        for style, art in enumerate(concept.art)
        if art
    ]
    with ThreadPoolExecutor() as pool:
        drawn = list(pool.map(lambda job: draw(job[2], job[3]), jobs))
    kept = [(job, image) for job, image in zip(jobs, drawn, strict=True) if image is not None]
    pictures = np.stack([np.stack([lay(image, side) for side in SCALES]) for _, image in kept])
    np.save(DATA / "pictures.npy", pictures)
    (DATA / "pictures.json").write_text(json.dumps([{"concept": job[0], "style": job[1]} for job, _ in kept]))
    print(f"{len(kept)} pictures of {len({job[0] for job, _ in kept})} concepts, {len(jobs) - len(kept)} left out")


if __name__ == "__main__":
    main()
